// SPDX-License-Identifier: Apache-2.0
// What passes: the sound, the visemes as they were told, and the same smoothed. The past runs out to the left of the needle,
// what is already here waits at its right.
import { SOUNDS, hue } from './visemes.js';

const PIXELS_A_SECOND = 330; // so that a number fits into a shape of 50 ms
const FUTURE_SHARE = 0.2;
const ROWS = [
  { name: 'sound', top: 0, share: 0.34 },
  { name: 'raw', top: 0.36, share: 0.31 },
  { name: 'smoothed', top: 0.69, share: 0.31 },
];
const STEP_MS = 250;    // for whoever wants less motion: the lanes move on so often, not with every frame
const COLOURS_MS = 500; // the scheme changes rarely, and asking for it is slow

export class Lanes {
  #canvas;
  #colours = { at: -Infinity };
  #calm = matchMedia('(prefers-reduced-motion: reduce)');
  #drawnAt = -Infinity;

  constructor(canvas) {
    this.#canvas = canvas;
  }

  /** @param player the VisemePlayer whose clock it is */
  draw(player, waveform) {
    if (this.#calm.matches && performance.now() - this.#drawnAt < STEP_MS) {
      return;
    }
    this.#drawnAt = performance.now();
    const { width, height, pen } = this.#fit();
    const now = player.now();
    const [from, to] = [now - ((1 - FUTURE_SHARE) * width) / PIXELS_A_SECOND, now + (FUTURE_SHARE * width) / PIXELS_A_SECOND];
    const x = (seconds) => ((seconds - from) / (to - from)) * width;
    const { ink, accent } = this.#look();
    pen.clearRect(0, 0, width, height);
    for (const { from: time, to: until, sound } of player.stretches(from, to)) {
      this.#sound(pen, waveform.between(sound, sound + until - time), (seconds) => x(time + seconds - sound), height, accent);
    }
    this.#shapes(pen, player.shapes(from, to, { raw: true }), x, now, ROWS[1], height);
    this.#shapes(pen, player.shapes(from, to), x, now, ROWS[2], height);
    pen.fillStyle = ink;
    pen.fillRect(Math.round(x(now)) - 1, 0, 2, height);
    this.#names(pen, height);
  }

  #sound(pen, columns, x, height, accent) {
    const middle = (ROWS[0].share * height) / 2;
    pen.fillStyle = accent;
    for (const { time, level } of columns) {
      const tall = Math.max(1, level ** 0.7 * middle * 0.94);
      pen.fillRect(x(time), middle - tall, Math.max(1, x(time + 0.01) - x(time) - 0.5), 2 * tall);
    }
  }

  #shapes(pen, shapes, x, now, row, height) {
    const [top, tall] = [row.top * height, row.share * height];
    for (const { id, from, to } of shapes) {
      if (id !== 0) {
        const [left, right] = [x(from), x(to)];
        pen.fillStyle = `hsl(${hue(id)} 58% ${from <= now && now < to ? 58 : 43}%)`;
        pen.beginPath();
        pen.roundRect(left + 0.5, top + 2, Math.max(1, right - left - 1), tall - 4, 5);
        pen.fill();
        this.#label(pen, id, (left + right) / 2, top + tall / 2, right - left);
      }
    }
  }

  #label(pen, id, x, y, width) {
    pen.fillStyle = '#fff';
    if (width > 15) {
      pen.fillText(id, x, width > 26 ? y - 7 : y);
    }
    if (width > 26) {
      pen.fillText(SOUNDS[id].split(' ')[0], x, y + 8);
    }
  }

  /** Each on a ground of its own, for shapes pass beneath. */
  #names(pen, height) {
    const { ink, ground } = this.#look();
    pen.save();
    pen.textAlign = 'left';
    ROWS.forEach(({ name, top }) => {
      pen.fillStyle = ground;
      pen.beginPath();
      pen.roundRect(4, top * height + 4, pen.measureText(name).width + 12, 18, 5);
      pen.fill();
      pen.fillStyle = ink;
      pen.fillText(name, 10, top * height + 13);
    });
    pen.restore();
  }

  #look() {
    if (performance.now() - this.#colours.at > COLOURS_MS) {
      const style = getComputedStyle(this.#canvas);
      this.#colours = { at: performance.now(), ink: style.color, accent: style.accentColor, ground: style.backgroundColor };
    }
    return this.#colours;
  }

  /** Sharp on every screen. */
  #fit() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    if (this.#canvas.width !== Math.round(width * scale) || this.#canvas.height !== Math.round(height * scale)) {
      this.#canvas.width = Math.round(width * scale);
      this.#canvas.height = Math.round(height * scale);
    }
    const pen = this.#canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.font = '600 12px ui-monospace, monospace';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    return { width, height, pen };
  }
}
