// SPDX-License-Identifier: Apache-2.0
// A face of our own in SVG: it takes how a mouth stands (client/mouth.js) and what the rest of the face does (liveliness.js).
import { paths } from '../client/mouth.js';
import { drawing } from './drawing.js';

export class Face {
  #part;

  /** Draws into an <svg>, whose view it sets. */
  constructor(svg) {
    this.#part = drawing(svg);
  }

  /**
   * Once an animation frame.
   *
   * @param stand      how the mouth stands
   * @param life       { tilt, turn, nod, lids, gaze: { x, y }, brows }: degrees, -1 to 1, 0 to 1
   */
  draw(stand, life) {
    this.#mouth(stand);
    this.#jaw(stand);
    this.#eyes(life, stand);
    this.#head(life);
  }

  #mouth(stand) {
    const { inside, ...rest } = paths(stand);
    const part = this.#part;
    part.mouth.inside.set({ d: inside });
    part.mouth.clip.set({ d: inside });
    part.mouth.seam.set({ d: inside });
    for (const [name, d] of Object.entries(rest)) {
      part.mouth[name].set({ d });
    }
    part.mouth.tip.set({ opacity: Math.min(1, 2.5 * stand.out) });
    part.mouth.shine.set({ opacity: 0.34 * (1 - 0.7 * stand.press) });
  }

  #jaw({ jaw, spread, round, press }) {
    const drop = 17 * jaw + 2 * press;
    const hollow = 3 * jaw + 4 * round - 3 * spread;
    this.#part.skin.set({ d: outline(drop, hollow) });
    this.#part.chin.set({ transform: `translate(0 ${drop})`, opacity: 0.5 + 0.5 * press });
    this.#part.shade.set({ transform: `translate(0 ${0.7 * drop})` });
    this.#part.folds.set({ opacity: 0.1 + 0.4 * spread + 0.2 * jaw, d: folds(spread, jaw) });
  }

  #eyes({ lids, gaze, brows }, { spread }) {
    const squint = 1.5 * spread;
    for (const eye of [this.#part.left, this.#part.right]) {
      const almond = almondPath(lids, squint);
      eye.white.set({ d: almond.whole });
      eye.clip.set({ d: almond.whole });
      eye.lash.set({ d: almond.upper });
      eye.iris.set({ transform: `translate(${5.5 * gaze.x} ${4 * gaze.y})` });
    }
    this.#part.brows.set({ transform: `translate(0 ${-7 * brows})` });
  }

  #head({ tilt, turn, nod }) {
    this.#part.head.set({ transform: `translate(${2.5 * turn} ${2 * nod}) rotate(${tilt} 0 150)` });
    this.#part.features.set({ transform: `translate(${5 * turn} ${4 * nod})` });
    this.#part.behind.set({ transform: `translate(${-4 * turn} ${-2 * nod})` });
    this.#part.fringe.set({ transform: `translate(${2 * turn} ${1.5 * nod})` });
  }
}

/** From ear to chin to ear; the chin hangs on the jaw. */
function outline(drop, hollow) {
  const [cheek, chin] = [120 - hollow, 158 + drop];
  return (
    `M -124 -40 C -126 -128 -66 -160 0 -160 C 66 -160 126 -128 124 -40 C 124 0 ${cheek + 4} 40 ${cheek - 12} ${78 + 0.4 * drop}` +
    ` C ${cheek - 30} ${118 + 0.8 * drop} 38 ${chin} 0 ${chin} C -38 ${chin}` +
    ` ${30 - cheek} ${118 + 0.8 * drop} ${12 - cheek} ${78 + 0.4 * drop}` +
    ` C ${-cheek - 4} 40 -124 0 -124 -40 Z`
  );
}

/** Beside the mouth. */
function folds(spread, jaw) {
  const [x, y] = [68 + 12 * spread, 64 + 4 * jaw];
  const end = y + 16 + 6 * jaw;
  return `M ${-x + 14} ${y - 26} Q ${-x - 4} ${y - 8} ${-x} ${end}` +
    ` M ${x - 14} ${y - 26} Q ${x + 4} ${y - 8} ${x} ${end}`;
}

/** An eye, `open` 0 to 1, around its middle. */
function almondPath(open, squint) {
  const top = 12 - 30 * open;
  const low = 13 - squint;
  const upper = `M -27 4 C -18 ${top} 14 ${top - 2} 27 1`;
  return { upper, whole: `${upper} C 15 ${low + 1} -14 ${low + 3} -27 4 Z` };
}
