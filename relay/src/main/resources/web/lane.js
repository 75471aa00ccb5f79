// SPDX-License-Identifier: Apache-2.0
// The visemes as they pass: the past runs out to the left of the needle, what is already bought waits at its right.

const PAST_SECONDS = 2.4;
const FUTURE_SECONDS = 0.6;

export class Lane {
  #canvas;

  constructor(canvas) {
    this.#canvas = canvas;
  }

  draw(speaker) {
    const pen = this.#fit();
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const now = speaker.now();
    const x = (seconds) => ((seconds - now + PAST_SECONDS) / (PAST_SECONDS + FUTURE_SECONDS)) * width;

    pen.clearRect(0, 0, width, height);
    for (const { id, from, to } of speaker.shapes(now - PAST_SECONDS, now + FUTURE_SECONDS)) {
      if (id !== 0) {
        this.#block(pen, id, x(from), x(to), height, from <= now && now < to);
      }
    }
    pen.fillStyle = getComputedStyle(this.#canvas).color;
    pen.fillRect(Math.round(x(now)) - 1, 0, 2, height);
  }

  #block(pen, id, from, to, height, isNow) {
    pen.fillStyle = `hsl(${(id * 137) % 360} 62% ${isNow ? 62 : 48}%)`;
    pen.beginPath();
    pen.roundRect(from + 0.5, 10, Math.max(1, to - from - 1), height - 20, 4);
    pen.fill();
    if (to - from > 14) {
      pen.fillStyle = '#fff';
      pen.fillText(id, (from + to) / 2, height / 2);
    }
  }

  /** Sharp on every screen. */
  #fit() {
    const { clientWidth, clientHeight } = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    if (this.#canvas.width !== Math.round(clientWidth * scale)) {
      this.#canvas.width = Math.round(clientWidth * scale);
      this.#canvas.height = Math.round(clientHeight * scale);
    }
    const pen = this.#canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.font = '600 11px ui-monospace, monospace';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    return pen;
  }
}
