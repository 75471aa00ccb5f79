// SPDX-License-Identifier: Apache-2.0
// Natural lip sync over messages: their changes become hops, as the server had them, and changes again.
import { REST } from './injected.js';
import { HOP_MS, NaturalLipSync, RAW, sameLipSync } from './natural-lip-sync.js';

/** @typedef {import('./injected.js').Change} Change */
/** @typedef {import('./natural-lip-sync.js').LipSyncOptions} LipSyncOptions */

/**
 * A message on its turn's clock.
 *
 * @typedef {{ ms: number, lengthMs: number, sampleMs: number }} Place  where it begins, how long it and a sample are
 */

/** The server rounds to whole milliseconds. */
const ROUNDING_MS = 1;
/** A hop belongs to the message that holds the first sample that is not before it. */
const FIRST_SAMPLE = 0.9;

/** One turn's. Messages come in order; what is in between was not analysed. */
export class TurnLips {
  /** None where nothing is smoothed. @type {NaturalLipSync | undefined} */
  #lips;
  /** Hop n begins at `10 n + phase` ms of the turn's clock: a gap shifts the grid. */
  #phase = 0;

  /** @param {LipSyncOptions} options */
  constructor(options) {
    this.#lips = sameLipSync(options, RAW) ? undefined : new NaturalLipSync(options);
  }

  /**
   * Other options: what was told stays told.
   *
   * @param {LipSyncOptions} options
   * @param {number} ms              so far on the turn's clock
   * @param {number} [told]          what is seen there; undefined where the turn begins
   */
  become(options, ms, told) {
    this.#lips = sameLipSync(options, RAW) ? undefined : new NaturalLipSync(options);
    this.#lips?.skip(this.#hopAt(ms, 0));
    if (told !== undefined) {
      this.#lips?.tell(told);
    }
  }

  /** Somebody else moves the mouth. @param {number} id */
  tell(id) {
    this.#lips?.tell(id);
  }

  /** What is seen; undefined where nothing is smoothed. */
  get told() {
    return this.#lips && Math.max(REST, this.#lips.told);
  }

  /**
   * @param {Change[]} changes
   * @param {number} before    the shape that holds until the first of them
   * @param {Place} place
   * @returns {Change[]}
   */
  smooth(changes, before, { ms, lengthMs, sampleMs }) {
    const lips = this.#lips;
    if (!lips) {
      return changes;
    }
    this.#fit(changes, ms);
    this.#seek(lips, this.#hopAt(ms, sampleMs));
    /** @type {Change[]} */
    const told = [];
    const tell = (/** @type {number} */ id, /** @type {number} */ hop) => {
      told.push({ id, ms: Math.min(Math.max(0, this.#msAt(hop) - ms), lengthMs) });
    };
    let next = 0;
    let shape = before;
    const end = this.#hopAt(ms + lengthMs, sampleMs);
    for (let hop = lips.hops; hop < end; hop++) {
      for (; next < changes.length && ms + changes[next].ms <= this.#msAt(hop) + ROUNDING_MS; next++) {
        shape = changes[next].id;
      }
      lips.add(shape, tell);
    }
    lips.settle(tell);
    return told;
  }

  /** Only what is more than rounding is another grid. @param {Change[]} changes @param {number} ms */
  #fit(changes, ms) {
    const onset = ms + (changes[0]?.ms ?? 0);
    const phase = onset - HOP_MS * Math.round(onset / HOP_MS);
    if (changes.length > 0 && Math.abs(phase - this.#phase) > ROUNDING_MS) {
      this.#phase = phase;
    }
  }

  /** @param {NaturalLipSync} lips @param {number} hop */
  #seek(lips, hop) {
    if (hop > lips.hops + 1) {
      lips.skip(hop - lips.hops);
    } else if (hop < lips.hops - 1) { // the clock began anew
      lips.restart();
      lips.skip(hop);
    }
  }

  /** The first hop that is not before a sample. @param {number} ms @param {number} sampleMs */
  #hopAt(ms, sampleMs) {
    return Math.max(0, Math.ceil((ms - FIRST_SAMPLE * sampleMs - this.#phase) / HOP_MS - 1e-9));
  }

  /** @param {number} hop */
  #msAt(hop) {
    return HOP_MS * hop + this.#phase;
  }
}
