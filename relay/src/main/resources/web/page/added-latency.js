// SPDX-License-Identifier: Apache-2.0
// What a browser can know of the relay's wait for visemes. It cannot look into the relay; but where a message without sound
// and one with sound leave the vendor together, the wait lies between their arrivals.

const PAUSE_MS = 60; // longer than the relay waits: the vendor had nothing to say
const KEPT = 101;

export class AddedLatency {
  #before = -Infinity;
  /** The message before had no sound and was not held up behind one that has. */
  #isFree = false;
  #soundAt = -Infinity;
  /** @type {number[]} */
  #gaps = [];

  /**
   * A message has arrived.
   *
   * @param {number} atMs     of any clock that only rises
   * @param {boolean} sounds  whether it carries sound, with its visemes
   */
  arrived(atMs, sounds) {
    const gap = atMs - this.#before;
    if (sounds && this.#isFree && gap < PAUSE_MS) {
      this.#gaps = [...this.#gaps.slice(1 - KEPT), gap];
    }
    this.#isFree = !sounds && atMs - this.#soundAt > PAUSE_MS;
    this.#soundAt = sounds ? atMs : this.#soundAt;
    this.#before = atMs;
  }

  /** Milliseconds, an upper bound; undefined while nothing is known. */
  get median() {
    return this.#gaps.toSorted((a, b) => a - b)[this.#gaps.length >> 1];
  }
}
