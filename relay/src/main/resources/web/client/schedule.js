// SPDX-License-Identifier: Apache-2.0

/** Seconds: less than a sample. */
const SAME = 1e-6;

/**
 * Where sound lies on the audio clock: stretches, each without a gap. Whoever plays it tells when a stretch begins and
 * when there is no more; what comes then is played at a time that nobody knows yet. Seconds; both clocks rise. Pure.
 */
export class Schedule {
  /** @type {{ sound: number, time: number }[]} */
  #stretches = [{ sound: 0, time: Infinity }];

  /** Sound from here on is played from this time on. @param {number} sound @param {number} time */
  begin(sound, time) {
    while (this.#stretches.length > 0 && this.#stretches[this.#stretches.length - 1].sound >= sound - SAME) {
      this.#stretches.pop();
    }
    this.#stretches.push({ sound, time });
  }

  /** There is no more than this: what follows will begin anew. @param {number} sound */
  runDry(sound) {
    if (this.#stretches[this.#stretches.length - 1].sound < sound - SAME) {
      this.#stretches.push({ sound, time: Infinity });
    }
  }

  /**
   * What was to be played after a time will not be; what follows will begin anew.
   *
   * @param {number} time
   * @param {number} sound  played until then
   */
  cut(time, sound) {
    while (this.#stretches.length > 0 && this.#stretches[this.#stretches.length - 1].time > time) {
      this.#stretches.pop();
    }
    this.#stretches.push({ sound, time: Infinity });
  }

  /** The stretch at or before a time, or -1. @param {number} time */
  at(time) {
    let index = this.#stretches.length - 1;
    while (index >= 0 && this.#stretches[index].time > time) {
      index--;
    }
    return index;
  }

  get length() {
    return this.#stretches.length;
  }

  /** @param {number} index */
  time(index) {
    return this.#stretches[index].time;
  }

  /** @param {number} index */
  sound(index) {
    return this.#stretches[index].sound;
  }

  /** Where a stretch has no more sound. @param {number} index @param {number} end of all sound */
  soundEnd(index, end) {
    return index + 1 < this.#stretches.length ? Math.min(end, this.#stretches[index + 1].sound) : end;
  }

  /** How much sound was played at a time. @param {number} time @param {number} end of all sound */
  soundAt(time, end) {
    const index = this.at(time);
    if (index < 0) {
      return Math.min(end, this.#stretches[0].sound);
    }
    return Math.min(this.soundEnd(index, end), this.sound(index) + time - this.time(index));
  }

  /** @param {number} time */
  forget(time) {
    this.#stretches.splice(0, Math.max(0, this.at(time)));
  }
}
