// SPDX-License-Identifier: Apache-2.0
import { VISEMES } from './visemes.js';

const SVG = 'http://www.w3.org/2000/svg';
/** A mouth reaches a new shape in about this long; faster looks like a flicker, slower like mumbling. */
const TRANSITION_MILLIS = 45;

/** A face whose mouth follows viseme ids. Owns its SVG; never a timer: whoever draws calls frame(). */
export class Mouth {
  #now = { ...VISEMES[0] };
  #target = VISEMES[0];
  #parts;

  constructor(parent) {
    this.#parts = draw(parent);
    this.#render();
  }

  /** The shape to move towards. */
  show(visemeId) {
    this.#target = VISEMES[visemeId];
  }

  /** One animation frame, `elapsedMillis` after the last. */
  frame(elapsedMillis) {
    const step = 1 - Math.exp(-elapsedMillis / TRANSITION_MILLIS);
    for (const key of Object.keys(this.#now)) {
      if (key !== 'name') this.#now[key] += (this.#target[key] - this.#now[key]) * step;
    }
    this.#render();
  }

  #render() {
    const { inner, lips, upperTeeth, tongue, lowerLip } = this.#parts;
    const mouth = geometry(this.#now);
    inner.setAttribute('d', mouth.inside);
    lips.setAttribute('d', mouth.outline);
    lips.setAttribute('stroke-width', mouth.lip);
    upperTeeth.setAttribute('y', mouth.top - 8);
    upperTeeth.setAttribute('opacity', this.#now.teeth);
    tongue.setAttribute('cy', mouth.tongueY);
    lowerLip.setAttribute('d', mouth.tucked);
    lowerLip.setAttribute('opacity', this.#now.tuck);
  }
}

/** Points of a mouth centred on 0,0; y grows downwards. */
function geometry({ open, wide, round, tongue, press }) {
  const half = 34 + 30 * wide - 16 * round;
  const top = -6 - 10 * open;
  const bottom = 4 + 52 * open;
  const smile = 14 * wide * (1 - open) * (1 - press);
  const inside = lens(half, top, bottom, smile);
  return {
    inside,
    outline: inside,
    lip: 9 + 5 * round - 3 * press,
    top,
    tongueY: bottom + 6 - (bottom - top) * 0.6 * tongue,
    tucked: `M ${-half * 0.8} 6 Q 0 ${-4} ${half * 0.8} 6 Q 0 22 ${-half * 0.8} 6 Z`,
  };
}

/** A closed curve from corner to corner, over `top` and back under `bottom`. */
function lens(half, top, bottom, smile) {
  const bend = half * 0.55;
  return `M ${-half} ${-smile} C ${-bend} ${top} ${bend} ${top} ${half} ${-smile}`
    + ` C ${bend} ${bottom} ${-bend} ${bottom} ${-half} ${-smile} Z`;
}

function draw(parent) {
  const svg = add(parent, 'svg', { viewBox: '-150 -150 300 300', role: 'img', 'aria-label': 'A talking face' });
  const clip = add(add(svg, 'defs'), 'clipPath', { id: 'mouth-inside' });
  const inner = add(clip, 'path');
  add(svg, 'circle', { r: 136, class: 'skin' });
  for (const x of [-46, 46]) {
    add(svg, 'ellipse', { cx: x, cy: -42, rx: 10, ry: 14, class: 'eye' });
    add(svg, 'path', { d: `M ${x - 20} -74 Q ${x} -86 ${x + 20} -74`, class: 'brow' });
  }
  add(svg, 'path', { d: 'M -4 -14 Q 10 8 -6 12', class: 'nose' });
  const place = add(svg, 'g', { transform: 'translate(0 58)' });
  const cavity = add(place, 'g', { 'clip-path': 'url(#mouth-inside)' });
  add(cavity, 'rect', { x: -80, y: -40, width: 160, height: 120, class: 'cavity' });
  const tongue = add(cavity, 'ellipse', { rx: 30, ry: 16, class: 'tongue' });
  const upperTeeth = add(cavity, 'rect', { x: -44, width: 88, height: 20, rx: 6, class: 'teeth' });
  const lips = add(place, 'path', { class: 'lips' });
  const lowerLip = add(place, 'path', { class: 'lower-lip' });
  return { inner, lips, upperTeeth, tongue, lowerLip };
}

function add(parent, name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return parent.appendChild(element);
}
