// SPDX-License-Identifier: Apache-2.0
// Runs in the audio thread, and stands alone: bundlers copy it as it is. What the microphone hears becomes pieces of PCM16
// at the vendor's rate. The context keeps the device's rate, because not every browser lets a microphone into another one.

const ZEROS = 12;     // of the sinc, on each side
const PASS = 0.92;    // of the band: the filter needs room to fall

/** Band-limited resampling by a ratio of whole numbers: one filter for each place that an output sample can have. */
export class Resampler {
  #up;
  #down;
  #half;
  /** @type {Float32Array[]} */
  #filters;
  /** Input that outputs still need, the first `half` samples of silence. @type {number[]} */
  #input;
  #place = 0; // of the next output sample, in steps of 1/up input samples

  /** @param {number} inRate @param {number} outRate */
  constructor(inRate, outRate) {
    const divisor = commonDivisor(inRate, outRate);
    this.#up = outRate / divisor;
    this.#down = inRate / divisor;
    const band = PASS * Math.min(1, outRate / inRate);
    this.#half = Math.ceil(ZEROS / band);
    this.#filters = Array.from({ length: this.#up }, (_, phase) => filter(phase / this.#up, this.#half, band));
    this.#input = new Array(this.#half).fill(0);
  }

  /** All output that is decided by the input so far. @param {ArrayLike<number>} samples @param {(sample: number) => void} emit */
  push(samples, emit) {
    for (let i = 0; i < samples.length; i++) {
      this.#input.push(samples[i]);
    }
    for (;;) {
      const whole = Math.floor(this.#place / this.#up);
      if (whole + 2 * this.#half >= this.#input.length) {
        this.#input.splice(0, whole);
        this.#place -= whole * this.#up;
        return;
      }
      const taps = this.#filters[this.#place % this.#up];
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap++) {
        sum += taps[tap] * this.#input[whole + tap + 1];
      }
      emit(sum);
      this.#place += this.#down;
    }
  }
}

/** Windowed sinc (Blackman), its sum 1. @param {number} fraction @param {number} half @param {number} band */
function filter(fraction, half, band) {
  const taps = Float32Array.from({ length: 2 * half }, (_, tap) => {
    const x = tap - half + 1 - fraction;
    const window = 0.42 + 0.5 * Math.cos((Math.PI * x) / half) + 0.08 * Math.cos((2 * Math.PI * x) / half);
    return Math.abs(x) >= half ? 0 : window * (x === 0 ? band : Math.sin(Math.PI * band * x) / (Math.PI * x));
  });
  const sum = taps.reduce((all, tap) => all + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** @param {number} a @param {number} b @returns {number} */
function commonDivisor(a, b) {
  return b === 0 ? a : commonDivisor(b, a % b);
}

const Base = /** @type {new () => { port: MessagePort }} */ (
  /** @type {any} */ (globalThis).AudioWorkletProcessor ?? class { port = { postMessage() {} }; });

/** Out: an Int16Array for every piece. In: anything ends it. */
export class MicrophoneProcessor extends Base {
  #resampler;
  #piece;
  #filled = 0;
  #isOpen = true;

  /** @param {{ processorOptions: { inRate: number, rate: number, pieceSamples: number } }} options */
  constructor({ processorOptions: { inRate, rate, pieceSamples } }) {
    super();
    this.#resampler = new Resampler(inRate, rate);
    this.#piece = new Int16Array(pieceSamples);
    this.port.onmessage = () => { this.#isOpen = false; };
  }

  /** @param {Float32Array[][]} inputs one input; no channel where the device is gone */
  process([[channel]]) {
    if (channel) {
      this.#resampler.push(channel, (sample) => this.#emit(sample));
    }
    return this.#isOpen;
  }

  /** @param {number} sample */
  #emit(sample) {
    this.#piece[this.#filled++] = Math.round(Math.max(-1, Math.min(1, sample)) * 0x7fff);
    if (this.#filled === this.#piece.length) {
      const piece = this.#piece;
      this.#piece = new Int16Array(piece.length);
      this.#filled = 0;
      this.port.postMessage(piece, [piece.buffer]);
    }
  }
}

/** @type {any} */ (globalThis).registerProcessor?.('visemux-microphone', MicrophoneProcessor);
