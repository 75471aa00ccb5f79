// SPDX-License-Identifier: Apache-2.0
// A mouth drawn from six numbers. Each of the 22 visemes is one row of them; everything between two rows is a mouth
// too, so a transition is plain arithmetic.

/** Microsoft's viseme numbers: the sounds each stands for, and its mouth. */
export const VISEMES = [
  //  sounds         open  wide  teeth tongue press bite
  ['silence',      [0.00,  0.00, 0.0, 0.0, 0.0, 0]],
  ['æ ə ʌ',        [0.55,  0.25, 0.6, 0.2, 0.0, 0]],
  ['ɑ',            [0.95,  0.00, 0.4, 0.2, 0.0, 0]],
  ['ɔ',            [0.75, -0.50, 0.1, 0.2, 0.0, 0]],
  ['ɛ ʊ',          [0.45,  0.35, 0.7, 0.3, 0.0, 0]],
  ['ɝ',            [0.32, -0.30, 0.5, 0.4, 0.0, 0]],
  ['j i ɪ',        [0.22,  0.85, 0.9, 0.4, 0.0, 0]],
  ['w u',          [0.18, -1.00, 0.0, 0.0, 0.0, 0]],
  ['o',            [0.50, -0.80, 0.0, 0.1, 0.0, 0]],
  ['aʊ',           [0.75, -0.15, 0.3, 0.2, 0.0, 0]],
  ['ɔɪ',           [0.60, -0.40, 0.2, 0.2, 0.0, 0]],
  ['aɪ',           [0.80,  0.30, 0.5, 0.2, 0.0, 0]],
  ['h',            [0.38,  0.10, 0.4, 0.1, 0.0, 0]],
  ['ɹ',            [0.25, -0.50, 0.5, 0.4, 0.0, 0]],
  ['l',            [0.40,  0.20, 0.6, 1.0, 0.0, 0]],
  ['s z',          [0.14,  0.55, 1.0, 0.1, 0.0, 0]],
  ['ʃ tʃ dʒ ʒ',    [0.22, -0.65, 1.0, 0.1, 0.0, 0]],
  ['θ ð',          [0.24,  0.20, 0.8, 0.9, 0.0, 0]],
  ['f v',          [0.16,  0.15, 1.0, 0.0, 0.0, 1]],
  ['d t n',        [0.22,  0.30, 0.9, 0.8, 0.0, 0]],
  ['k g ŋ',        [0.34,  0.20, 0.5, 0.2, 0.0, 0]],
  ['p b m',        [0.00, -0.05, 0.0, 0.0, 1.0, 0]],
].map(([sounds, mouth], id) => ({ id, sounds, mouth }));

const REACH_SECONDS = 0.045; // a lip needs about this long to get anywhere
const TAPS = 9;

/**
 * The mouth at one moment: the shapes around it, weighted by nearness. It looks as far ahead as it looks back, so the
 * drawing does not trail the sound.
 */
export function mouthAt(visemeAt, seconds) {
  const mouth = [0, 0, 0, 0, 0, 0];
  let sum = 0;
  for (let tap = 1; tap <= TAPS; tap++) {
    const place = (2 * tap) / (TAPS + 1) - 1;
    const weight = 1 + Math.cos(Math.PI * place);
    const shape = VISEMES[visemeAt(seconds + place * REACH_SECONDS)].mouth;
    shape.forEach((value, i) => { mouth[i] += weight * value; });
    sum += weight;
  }
  return mouth.map((value) => value / sum);
}

/** Moves the paths of an <svg> whose lips lie around the middle of their group. */
export class Mouth {
  #parts;

  constructor(svg) {
    const names = ['inside', 'inside-clip', 'upper-lip', 'lower-lip', 'upper-teeth', 'lower-teeth', 'tongue'];
    this.#parts = names.map((name) => svg.querySelector(`.${name}`));
  }

  draw([open, wide, teeth, tongue, press, bite]) {
    const [inside, clip, upperLip, lowerLip, upperTeeth, lowerTeeth, tongueBody] = this.#parts;
    const pout = Math.max(0, -wide);
    const half = 52 + (wide > 0 ? 16 : 23) * wide - 6 * open; // middle to corner
    const bend = half * (0.45 + 0.2 * pout);                  // rounder lips have fuller curves
    const thick = (9 + 5 * pout) * (1 - 0.35 * press);
    const top = -(0.5 + 18 * open) * (1 - press);             // where the lips' inner edges are
    const low = (0.5 + 51 * open) * (1 - press) - 7 * bite;

    const opening = `M ${-half} 0 ${arch(half, bend, top)} ${arch(-half, -bend, low)} Z`;
    set(inside, { d: opening });
    set(clip, { d: opening });
    set(upperLip, {
      d: `M ${-half - 5} 0 ${bow(half + 5, bend, top - thick)} L ${half} 0 ${arch(-half, -bend, top)} Z`,
    });
    set(lowerLip, {
      d: `M ${-half - 5} 0 ${arch(half + 5, bend, low + 1.25 * thick)} L ${half} 0 ${arch(-half, -bend, low)} Z`,
    });
    set(upperTeeth, { y: top - 14 + 4 * teeth, opacity: teeth });
    set(lowerTeeth, { y: low - 7 * teeth, opacity: 0.8 * teeth });
    set(tongueBody, { cy: low + 12 - (8 + 0.55 * (low - top)) * tongue });
  }
}

/** From the other corner to this one, over a middle at about `y`. */
function arch(half, bend, y) {
  return `C ${-bend} ${1.35 * y} ${bend} ${1.35 * y} ${half} 0`;
}

/** The same with the dip in the middle that an upper lip has. */
function bow(half, bend, y) {
  return `C ${-bend} ${1.1 * y} -12 ${1.55 * y} 0 ${1.16 * y} C 12 ${1.55 * y} ${bend} ${1.1 * y} ${half} 0`;
}

function set(element, attributes) {
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
}
