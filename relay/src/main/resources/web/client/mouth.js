// SPDX-License-Identifier: Apache-2.0
// A mouth drawn by the project: its shapes as a table for outputs.js, and the paths of any mixture of them, for SVG or canvas.

/**
 * How the parts of a mouth stand, 0 to 1. Everything 0 is a mouth at rest.
 *
 * @typedef {object} Stand
 * @property {number} jaw      how low it is
 * @property {number} spread   corners drawn apart
 * @property {number} round    corners drawn in, lips forward
 * @property {number} raise    the upper lip shows the teeth
 * @property {number} drop     the lower lip shows the teeth
 * @property {number} press    lips against each other
 * @property {number} bite     the lower lip at the upper teeth
 * @property {number} tongue   how near it is to the roof
 * @property {number} out      the tongue between the teeth
 */

/** @type {import('./outputs.js').Table} */
export const MOUTH = {
  source: 'Our own, from the IPA\'s description of each sound: height, backness and rounding of vowels, place of consonants.',
  names: ['jaw', 'spread', 'round', 'raise', 'drop', 'press', 'bite', 'tongue', 'out'],
  shapes: [
    {},
    { jaw: 0.5, spread: 0.25, raise: 0.4, drop: 0.35, tongue: 0.2 },
    { jaw: 0.95, raise: 0.35, drop: 0.3, tongue: 0.05 },
    { jaw: 0.68, round: 0.5, raise: 0.2, drop: 0.25 },
    { jaw: 0.36, spread: 0.4, raise: 0.45, drop: 0.4, tongue: 0.35 },
    { jaw: 0.24, round: 0.35, raise: 0.4, drop: 0.4, tongue: 0.5 },
    { jaw: 0.13, spread: 0.9, raise: 0.5, drop: 0.55, tongue: 0.6 },
    { jaw: 0.12, round: 1, raise: 0.1, drop: 0.15 },
    { jaw: 0.42, round: 0.8, raise: 0.15, drop: 0.2 },
    { jaw: 0.72, round: 0.25, raise: 0.3, drop: 0.3 },
    { jaw: 0.5, round: 0.55, raise: 0.25, drop: 0.25, tongue: 0.2 },
    { jaw: 0.76, spread: 0.35, raise: 0.4, drop: 0.35, tongue: 0.15 },
    { jaw: 0.3, spread: 0.1, raise: 0.3, drop: 0.3, tongue: 0.15 },
    { jaw: 0.17, round: 0.5, raise: 0.45, drop: 0.4, tongue: 0.5 },
    { jaw: 0.34, spread: 0.2, raise: 0.45, drop: 0.35, tongue: 1 },
    { jaw: 0.04, spread: 0.55, raise: 0.6, drop: 0.65, tongue: 0.2 },
    { jaw: 0.06, round: 0.6, raise: 0.8, drop: 0.85, tongue: 0.2 },
    { jaw: 0.2, spread: 0.2, raise: 0.5, drop: 0.35, tongue: 0.7, out: 1 },
    { jaw: 0.1, spread: 0.15, raise: 0.95, bite: 1 },
    { jaw: 0.15, spread: 0.3, raise: 0.5, drop: 0.5, tongue: 0.95 },
    { jaw: 0.3, spread: 0.15, raise: 0.35, drop: 0.3, tongue: 0.4 },
    { press: 1 },
  ],
};

/** How far the chin goes down with the jaw, in the units of {@link paths}. */
export const JAW_DROP = 40;
const UPPER_TEETH_EDGE = 4;
const TEETH_HALF = 48;

/**
 * Path data around (0, 0), where the lips meet at rest; a mouth at rest is 84 wide, y runs down. `inside` clips teeth and
 * tongue; draw in this order: inside, tongue, the teeth, the lips, shine, tip, and `inside` once more as the seam between the lips.
 *
 * @param {Stand | Record<string, number>} stand
 */
export function paths({ jaw, spread, round, raise, drop, press, bite, tongue, out }) {
  const half = 42 + 13 * spread - 21 * round - 4 * jaw;
  const corner = -6.5 - 1.5 * spread + 6 * round + 11 * jaw + 4 * press;
  const top = -(10 * raise + 4 * jaw) + 2 * bite;
  const low = (JAW_DROP * jaw + 9 * drop) * (1 - bite) + (UPPER_TEETH_EDGE - 2) * bite;
  const upper = (8.5 + 5 * round - 1.5 * spread) * (1 - 0.35 * press);
  const lower = (11.5 + 5.5 * round - 2 * spread - jaw) * (1 - 0.35 * press - 0.3 * bite);
  const hidden = 14 * Math.max(0, round - 0.6); // lips that stand forward cover the teeth
  const floor = UPPER_TEETH_EDGE + (JAW_DROP - 1) * jaw;
  const full = 0.42 + 0.14 * round;

  const upperEdge = edge(half, corner, top, full);
  const lowerEdge = edge(half, corner, low, full + 0.06 * jaw);
  return {
    inside: `M ${-half} ${corner} ${upperEdge.there} ${lowerEdge.back} Z`,
    upperTeeth: teeth(UPPER_TEETH_EDGE - hidden, -1),
    lowerTeeth: teeth(floor - 0.5 + hidden, 1),
    tongue: dome(31 - 5 * tongue, low + 12, floor + 3 - 11 * jaw + (UPPER_TEETH_EDGE - floor - 4 + 11 * jaw) * tongue),
    tip: bud(18, UPPER_TEETH_EDGE + 8 - 9 * out, low + 3.5 * out),
    upperLip: `M ${-half - 4} ${corner} ${bow(half + 4, corner, top - upper, full)} L ${half} ${corner} ${upperEdge.back} Z`,
    lowerLip: `M ${-half - 4} ${corner} ${edge(half + 4, corner, low + lower, full).there} L ${half} ${corner} ${lowerEdge.back} Z`,
    shine: dome(0.34 * half, low + 0.66 * lower, low + 0.3 * lower),
  };
}

/**
 * A lip's edge over its middle, from the left corner and from the right one.
 *
 * @param {number} half     from the middle to a corner
 * @param {number} corner   the corners' y
 * @param {number} y        of the middle
 * @param {number} full     how round the curve is
 */
function edge(half, corner, y, full) {
  const [inner, outer] = [half * full, half * (1 - 0.22 * full)];
  const bend = corner + (y - corner) * (0.45 + 0.6 * full);
  return {
    there: `C ${-outer} ${bend} ${-inner} ${y} 0 ${y} C ${inner} ${y} ${outer} ${bend} ${half} ${corner}`,
    back: `C ${outer} ${bend} ${inner} ${y} 0 ${y} C ${-inner} ${y} ${-outer} ${bend} ${-half} ${corner}`,
  };
}

/**
 * The upper lip's outer edge, with the dip in its middle.
 *
 * @param {number} half
 * @param {number} corner
 * @param {number} y
 * @param {number} full
 */
function bow(half, corner, y, full) {
  const [peak, outer] = [9, half * (1 - 0.3 * full)];
  const bend = corner + (y - corner) * (0.3 + 0.6 * full);
  return `C ${-outer} ${bend} ${-peak - 0.35 * half} ${y - 1.5} ${-peak} ${y - 1.5} Q ${-peak / 2} ${y - 1.5} 0 ${y + 1.8}`
    + ` Q ${peak / 2} ${y - 1.5} ${peak} ${y - 1.5} C ${peak + 0.35 * half} ${y - 1.5} ${outer} ${bend} ${half} ${corner}`;
}

/**
 * A row of teeth whose edge is at y; `side` -1: they stand above it. It turns away into the cheeks.
 *
 * @param {number} y
 * @param {number} side
 */
function teeth(y, side) {
  const [bend, root] = [y + side * 4, y + side * 22];
  return `M ${-TEETH_HALF} ${root} C ${-TEETH_HALF} ${bend} ${-0.6 * TEETH_HALF} ${y} 0 ${y} C ${0.6 * TEETH_HALF} ${y} ${TEETH_HALF} ${bend} ${TEETH_HALF} ${root} Z`;
}

/**
 * @param {number} half
 * @param {number} bottom
 * @param {number} top
 */
function dome(half, bottom, top) {
  return `M ${-half} ${bottom} C ${-half} ${top} ${-half / 2} ${top} 0 ${top} C ${half / 2} ${top} ${half} ${top} ${half} ${bottom} Z`;
}

/**
 * @param {number} half
 * @param {number} top
 * @param {number} bottom
 */
function bud(half, top, bottom) {
  const middle = (top + bottom) / 2;
  return `M ${-half} ${top} H ${half} C ${half} ${middle} ${0.9 * half} ${bottom} 0 ${bottom} C ${-0.9 * half} ${bottom} ${-half} ${middle} ${-half} ${top} Z`;
}
