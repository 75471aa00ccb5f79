// SPDX-License-Identifier: Apache-2.0
// Runs in the audio thread, and stands alone: bundlers copy it as it is. Messages of PCM become one sound without gaps
// at the context's rate. They are resampled here, a quantum at a time, because vendors send seconds at once: done on
// the page's thread that would cost it frames. The context keeps its rate, since a vendor's may change in mid-call.

const HALF = 16;               // source samples on each side of a point
const RING = 4 * HALF;         // a power of two
const PHASES = 256;
const PASS = 0.95;             // of the band: the filter needs room to fall
const NOTICE_SECONDS = 0.03;   // the page is told so long before a stretch of sound begins
const FADE = 0.96;             // a cut sound falls by this each frame: no click, and silent within 3 ms

/** Windowed sinc, between source samples anywhere: phases with straight lines between them. No delay. */
class Kernel {
  #taps = new Float32Array((PHASES + 1) * 2 * HALF);

  /** @param {number} step  source samples a frame */
  constructor(step) {
    const band = PASS * Math.min(1, 1 / step);
    for (let phase = 0; phase <= PHASES; phase++) {
      const taps = this.#taps.subarray(phase * 2 * HALF, (phase + 1) * 2 * HALF);
      let sum = 0;
      for (let tap = 0; tap < 2 * HALF; tap++) {
        const x = tap - HALF + 1 - phase / PHASES;
        const window = 0.42 + 0.5 * Math.cos((Math.PI * x) / HALF) + 0.08 * Math.cos((2 * Math.PI * x) / HALF);
        taps[tap] = Math.abs(x) >= HALF ? 0 : window * (x === 0 ? band : Math.sin(Math.PI * band * x) / (Math.PI * x));
        sum += taps[tap];
      }
      taps.forEach((value, tap) => { taps[tap] = value / sum; });
    }
  }

  /** @param {Float32Array} ring @param {number} position */
  at(ring, position) {
    const whole = Math.floor(position);
    const phase = (position - whole) * PHASES;
    const row = Math.floor(phase);
    const share = phase - row;
    let at = row * 2 * HALF;
    let sum = 0;
    for (let tap = 0; tap < 2 * HALF; tap++, at++) {
      const weight = this.#taps[at] + share * (this.#taps[at + 2 * HALF] - this.#taps[at]);
      sum += weight * ring[(whole + tap - HALF + 1) & (RING - 1)];
    }
    return sum;
  }
}

/** @typedef {{ pcm: Int16Array, rate: number, sound: number }} Piece  `sound`: its place on the sound clock, seconds */

/** Pieces of one rate that follow each other, from when the first is played. */
class Run {
  #ring = new Float32Array(RING);
  #pieces;
  #kernel;
  #next;         // the sample after the last one, on the sound clock
  #offset = 0;   // in the first piece
  #filled = 0;   // source samples in the ring so far, silence behind the last one included
  #samples = 0;  // without it
  #frames = 0;

  /** @param {Piece[]} pieces @param {number} step @param {Kernel} kernel */
  constructor(pieces, step, kernel) {
    this.#pieces = pieces;
    this.rate = pieces[0].rate;
    this.step = step;
    this.#kernel = kernel;
    this.#next = pieces[0].sound;
  }

  /** Where its sound ends, as far as it has come. */
  get sound() {
    return this.#next;
  }

  /**
   * Fills up; returns where its sound has ended, `to` where it has not.
   *
   * @param {Float32Array} out @param {number} from @param {number} to
   */
  render(out, from, to) {
    for (let i = from; i < to; i++) {
      const position = this.#frames * this.step; // no sum of steps: it would drift
      this.#fill(Math.floor(position) + HALF + 1);
      if (position >= this.#samples) {
        return i;
      }
      out[i] = this.step === 1 ? this.#ring[position & (RING - 1)] : this.#kernel.at(this.#ring, position);
      this.#frames++;
    }
    return to;
  }

  /** @param {number} until */
  #fill(until) {
    if (this.#filled > this.#samples && this.#pieces[0]?.rate === this.rate) {
      this.#filled = this.#samples; // more has come: silence was only assumed
    }
    while (this.#filled < until) {
      const piece = this.#pieces[0];
      if (piece?.rate === this.rate) {
        this.#ring[this.#filled++ & (RING - 1)] = piece.pcm[this.#offset++] / 32768;
        this.#samples++;
        if (this.#offset === piece.pcm.length) {
          this.#next = piece.sound + piece.pcm.length / piece.rate;
          this.#pieces.shift();
          this.#offset = 0;
        }
      } else {
        this.#ring[this.#filled++ & (RING - 1)] = 0;
      }
    }
  }
}

/**
 * In: `{ piece, epoch }`, `{ end: true }` (nothing follows: do not wait), `{ flush: epoch }`, `{ close: true }`.
 * Out: `{ began: sound, frame, epoch }` a moment before sound begins, `{ dry: sound, epoch }` when there is no more.
 */
const Base = /** @type {new () => { port: MessagePort }} */ (
  /** @type {any} */ (globalThis).AudioWorkletProcessor ?? class { port = { postMessage() {} }; });

export class PlaybackProcessor extends Base {
  /** @type {Piece[]} */
  #pieces = [];
  /** @type {Map<number, Kernel>} */
  #kernels = new Map();
  /** @type {Run | undefined} */
  #run;
  #leadFrames;
  #rate;
  #noticeFrames;
  #waited = 0;
  #wait = 0;     // frames until the run begins
  #ended = false;
  #epoch = 0;
  #last = 0;     // the sample played last, for the fade
  #isOpen = true;

  /** @param {{ processorOptions: { leadSeconds: number, rate: number } }} options */
  constructor({ processorOptions: { leadSeconds, rate } }) {
    super();
    this.#rate = rate;
    this.#noticeFrames = Math.round(Math.min(leadSeconds, NOTICE_SECONDS) * rate);
    this.#leadFrames = leadSeconds * rate - this.#noticeFrames;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  /** @param {any} message */
  take(message) {
    if (message.piece) {
      const step = message.piece.rate / this.#rate;
      if (!this.#kernels.has(step)) {
        this.#kernels.set(step, new Kernel(step));
      }
      this.#pieces.push(message.piece);
      this.#ended = false;
    } else if (message.end) {
      this.#ended = true;
    } else if (message.close) {
      this.#isOpen = false;
    } else {
      this.#epoch = message.flush;
      this.#pieces.length = 0;
      this.#run = undefined;
      this.#waited = 0;
      this.#wait = 0;
    }
  }

  /** @param {Float32Array[][]} _ @param {Float32Array[][]} outputs */
  process(_, [[out]]) {
    if (!this.#run && this.#pieces.length > 0 && this.#isReady(out.length)) {
      this.#begin(this.#noticeFrames);
      this.#wait = this.#noticeFrames;
    }
    let at = Math.min(this.#wait, out.length);
    this.#wait -= at;
    this.#fade(out, 0, at);
    while (this.#run && at < out.length) {
      at = this.#run.render(out, at, out.length);
      if (at < out.length) {
        this.#runEnds(at);
      }
    }
    this.#fade(out, at, out.length);
    return this.#isOpen;
  }

  /**
   * After silence the first message waits, so that the next ones are there in time; not where they are there already,
   * or none follows.
   *
   * @param {number} frames
   */
  #isReady(frames) {
    let more = 0;
    for (let i = 1; i < this.#pieces.length; i++) {
      more += (this.#pieces[i].pcm.length * this.#rate) / this.#pieces[i].rate;
    }
    if (this.#ended || more >= this.#leadFrames || this.#waited >= this.#leadFrames) {
      this.#waited = 0;
      return true;
    }
    this.#waited += frames;
    return false;
  }

  /** @param {number} at */
  #begin(at) {
    const [{ rate, sound }] = this.#pieces;
    const step = rate / this.#rate;
    this.#run = new Run(this.#pieces, step, /** @type {Kernel} */ (this.#kernels.get(step)));
    const { currentFrame } = /** @type {any} */ (globalThis);
    this.port.postMessage({ began: sound, frame: currentFrame + at, epoch: this.#epoch });
  }

  /** Another rate follows at once; or nothing does. @param {number} at */
  #runEnds(at) {
    const { sound } = /** @type {Run} */ (this.#run);
    this.#run = undefined;
    if (this.#pieces.length > 0) {
      this.#begin(at);
    } else {
      this.port.postMessage({ dry: sound, epoch: this.#epoch });
    }
  }

  /** Silence, but no click. @param {Float32Array} out @param {number} from @param {number} to */
  #fade(out, from, to) {
    for (let i = from; i < to; i++) {
      this.#last = Math.abs(this.#last) < 1e-5 ? 0 : this.#last * FADE;
      out[i] = this.#last;
    }
    this.#last = out[out.length - 1];
  }
}

if (typeof (/** @type {any} */ (globalThis).registerProcessor) === 'function') {
  /** @type {any} */ (globalThis).registerProcessor('visemux-playback', PlaybackProcessor);
}
