// SPDX-License-Identifier: Apache-2.0
import { VISEMES } from './visemes.js';

const SECONDS_SHOWN = 4;

/** The last seconds of visemes as coloured blocks that travel from right to left. */
export class Lane {
  #canvas;
  #blocks = [];

  constructor(canvas) {
    this.#canvas = canvas;
  }

  /** One animation frame at `now` milliseconds, while `visemeId` is heard. */
  frame(now, visemeId) {
    const last = this.#blocks.at(-1);
    if (last?.visemeId === visemeId) last.until = now;
    else this.#blocks.push({ visemeId, from: last?.until ?? now, until: now });
    while (this.#blocks[0].until < now - SECONDS_SHOWN * 1000) this.#blocks.shift();
    this.#draw(now);
  }

  #draw(now) {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const density = window.devicePixelRatio;
    this.#canvas.width = width * density;
    this.#canvas.height = height * density;
    const pen = this.#canvas.getContext('2d');
    pen.scale(density, density);
    pen.font = '600 12px system-ui, sans-serif';
    pen.textAlign = 'center';
    const x = time => width - (now - time) / 1000 / SECONDS_SHOWN * width;
    for (const { visemeId, from, until } of this.#blocks.filter(block => block.visemeId > 0)) {
      const left = x(from);
      const wide = x(until) - left;
      pen.fillStyle = `hsl(${visemeId * 47 % 360} 60% 58%)`;
      pen.fillRect(left, 0, Math.max(1, wide - 1), height);
      pen.fillStyle = '#10131a';
      if (wide > 14) pen.fillText(String(visemeId), left + wide / 2, height / 2 - 2);
      if (wide > 34) pen.fillText(VISEMES[visemeId].name.split(' ')[0], left + wide / 2, height / 2 + 13);
    }
  }
}
