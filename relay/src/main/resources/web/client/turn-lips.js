// SPDX-License-Identifier: Apache-2.0
// Natural lip sync over messages: their changes become hops, as the server had them, and changes again.
import { REST } from './injected.js';
import { HOP_MS, NaturalLipSync, RAW, sameLipSync } from './natural-lip-sync.js';

/** @typedef {import('./injected.js').Change} Change */
/** @typedef {import('./natural-lip-sync.js').LipSyncOptions} LipSyncOptions */

/** The server rounds to whole milliseconds. */
const ROUNDING_MS = 0.5;

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
    this.#lips?.skip(this.#hopAt(ms));
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
   * @param {number} ms        the message on the turn's clock
   * @param {number} lengthMs
   * @returns {Change[]}
   */
  smooth(changes, before, ms, lengthMs) {
    const lips = this.#lips;
    if (!lips) {
      return changes;
    }
    if (changes.length > 0) {
      const onset = ms + changes[0].ms;
      this.#phase = onset - HOP_MS * Math.round(onset / HOP_MS);
    }
    this.#seek(lips, this.#hopAt(ms));
    /** @type {Change[]} */
    const told = [];
    const tell = (/** @type {number} */ id, /** @type {number} */ hop) => {
      told.push({ id, ms: Math.min(Math.max(0, this.#msAt(hop) - ms), lengthMs) });
    };
    let next = 0;
    let shape = before;
    for (let hop = lips.hops; this.#msAt(hop) < ms + lengthMs; hop++) {
      for (; next < changes.length && ms + changes[next].ms <= this.#msAt(hop) + ROUNDING_MS; next++) {
        shape = changes[next].id;
      }
      lips.add(shape, tell);
    }
    lips.settle(tell);
    return told;
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

  /** @param {number} ms */
  #hopAt(ms) {
    return Math.max(0, Math.ceil((ms - this.#phase) / HOP_MS));
  }

  /** @param {number} hop */
  #msAt(hop) {
    return HOP_MS * hop + this.#phase;
  }
}
