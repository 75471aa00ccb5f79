// SPDX-License-Identifier: Apache-2.0
// Which second of audio leaves the loudspeaker now. Both clocks rise, whatever the browser says.

const STUCK_MS = 500;    // a clock that stands so long is no clock: the device is gone, or the context is suspended
const STALE_MS = 1_000;  // what the browser said longer ago is not trusted

/** @typedef {{ now(): number, isRunning(): boolean }} Clock */

/** A context's, at the loudspeaker: what is rendered now is heard when the device has played what it still holds. */
export class LoudspeakerClock {
  #context;
  #heard = 0;
  #rendered = -1;
  #renderedAt = 0;

  /** @param {AudioContext} context */
  constructor(context) {
    this.#context = context;
  }

  /** Seconds. */
  now() {
    this.#heard = Math.max(this.#heard, this.#stamped() ?? this.#estimated());
    return this.#heard;
  }

  /** Whether it moves. */
  isRunning() {
    const { currentTime, state } = this.#context;
    const now = performance.now();
    if (currentTime !== this.#rendered) {
      this.#rendered = currentTime;
      this.#renderedAt = now;
    }
    return state === 'running' && now - this.#renderedAt < STUCK_MS;
  }

  /** What the device itself says, carried on to now: finer than `currentTime`, which moves by whole buffers. */
  #stamped() {
    const { currentTime } = this.#context;
    const stamp = this.#context.getOutputTimestamp?.();
    if (!stamp?.contextTime || !stamp.performanceTime || this.#context.state !== 'running') {
      return undefined;
    }
    const age = performance.now() - stamp.performanceTime;
    const heard = stamp.contextTime + age / 1000;
    const isSound = age > -STALE_MS && age < STALE_MS && heard > currentTime - 2 * this.#latency() - 0.2;
    return isSound ? Math.min(heard, currentTime) : undefined;
  }

  #estimated() {
    return Math.max(0, this.#context.currentTime - this.#latency());
  }

  #latency() {
    return this.#context.outputLatency || this.#context.baseLatency || 0;
  }
}

/** Where somebody else plays the sound. */
export class WallClock {
  now() {
    return performance.now() / 1000;
  }

  isRunning() {
    return true;
  }
}
