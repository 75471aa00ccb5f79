// SPDX-License-Identifier: Apache-2.0
// Who is seen: the face, a second one where raw is compared with smoothed, and the viseme that is heard.
import { MOUTH } from '../client/mouth.js';
import { weights } from '../client/outputs.js';
import { Face } from './face.js';
import { Liveliness } from './liveliness.js';
import { rawFrame } from './raw-frame.js';
import { SOUNDS } from './visemes.js';

const JAW = { names: ['jaw'], shapes: MOUTH.shapes.map(({ jaw = 0 }) => ({ jaw })) };
const JAW_SLOWER = 1.25; // it is heavier than the lips

export class Stage {
  transitionMs = 18;
  #player;
  #figure;
  #viseme;
  #sounds;
  #chips;
  #face;
  #raw;
  #liveliness = new Liveliness();
  #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #frame;
  #mouth = {};
  #rawMouth = {};
  #shown;

  constructor($, player) {
    this.#player = player;
    this.#figure = $('raw-figure');
    this.#viseme = $('viseme');
    this.#sounds = $('sounds');
    this.#face = new Face($('face'));
    this.#raw = new Face($('raw-face'));
    this.#chips = SOUNDS.map(chip);
    $('chart').append(...this.#chips);
  }

  /** Once an animation frame. */
  draw(seconds, compares) {
    this.#frame = this.#player.frame(this.#frame);
    const mouth = this.#stand(this.#frame, this.#mouth);
    const life = this.#liveliness.at(seconds, this.#frame.speaking, mouth.jaw, this.#calm.matches);
    this.#face.draw(mouth, life);
    this.#figure.hidden = !compares;
    if (compares) {
      this.#raw.draw(this.#stand(rawFrame(this.#player), this.#rawMouth), life);
    }
    this.#tell(this.#frame.visemeId);
  }

  #stand(frame, into) {
    weights(MOUTH, frame, { transitionMs: this.transitionMs, into });
    return weights(JAW, frame, { transitionMs: JAW_SLOWER * this.transitionMs, into });
  }

  #tell(id) {
    if (id !== this.#shown) {
      this.#chips[this.#shown]?.classList.remove('heard');
      this.#chips[id].classList.add('heard');
      this.#viseme.textContent = id;
      this.#sounds.textContent = SOUNDS[id];
      this.#shown = id;
    }
  }
}

function chip(sounds, id) {
  const item = document.createElement('li');
  const number = document.createElement('b');
  number.textContent = id;
  item.append(number, ` ${sounds}`);
  return item;
}
