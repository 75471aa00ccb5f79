// SPDX-License-Identifier: Apache-2.0
import { REST } from './injected.js';
import { TurnLips } from './turn-lips.js';

/** @typedef {{ sound: number, end: number, ms: number }} Mark  seconds of sound; their beginning on the turn's clock */

const SAME_SOUND = 1e-6;
const ROUNDING_MS = 1.5; // the server rounds each start down, and a rate may be a guess

/** One turn of the agent as it was received: its own clock against the sound clock. */
export class Turn {
  /** ms on its clock that were received. */
  endMs = 0;
  /** No more of it is to come. */
  ended = false;
  /** The shape that was received last. */
  told = REST;
  /** Stretches of sound without a gap on either clock. @type {Mark[]} */
  #marks = [];

  /** @param {import('./natural-lip-sync.js').LipSyncOptions} options @param {number} sound */
  constructor(options, sound) {
    this.lips = new TurnLips(options);
    this.began = sound;
    /** Until there its sound reaches. */
    this.endSound = sound;
  }

  /**
   * Where a message begins on its clock: the server, which counts every sample, decides; where it agrees but for its
   * rounding, what was counted here is finer.
   *
   * @param {unknown} start
   */
  placeOf(start) {
    const isPlace = typeof start === 'number' && start >= 0 && start < Infinity;
    return isPlace && Math.abs(start - this.endMs) > ROUNDING_MS ? start : this.endMs;
  }

  /** @param {number} sound @param {number} seconds @param {number} ms */
  hear(sound, seconds, ms) {
    const last = this.#marks.at(-1);
    if (last && Math.abs(last.end - sound) < SAME_SOUND
        && Math.abs(last.ms + (sound - last.sound) * 1000 - ms) < ROUNDING_MS) {
      last.end = sound + seconds;
    } else {
      this.#marks.push({ sound, end: sound + seconds, ms });
    }
    this.endSound = sound + seconds;
    this.endMs = ms + seconds * 1000;
    this.ended = false;
  }

  /** All of it has been heard at a moment of the sound clock. @param {number} sound */
  isPlayed(sound) {
    return this.endSound <= sound + SAME_SOUND;
  }

  /** ms of its clock that have passed at a moment of the sound clock. @param {number} sound */
  heardMs(sound) {
    const mark = this.#marks.findLast((each) => each.sound <= sound);
    return mark ? mark.ms + (Math.min(sound, mark.end) - mark.sound) * 1000 : 0;
  }

  /** Of what was played before, the last stretch is enough. @param {number} sound */
  forget(sound) {
    const last = this.#marks.findLastIndex((each) => each.sound <= sound);
    this.#marks.splice(0, Math.max(0, last));
  }
}
