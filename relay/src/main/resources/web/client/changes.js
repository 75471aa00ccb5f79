// SPDX-License-Identifier: Apache-2.0

/** Values that hold from a time until the next one; times rise. Old ones are to be forgotten. @template T */
export class Changes {
  /** @type {number[]} */
  times = [];
  /** @type {T[]} */
  values = [];

  /** What was said for this time and later is taken back. @param {number} time @param {T} value */
  put(time, value) {
    while (this.times.length > 0 && this.times[this.times.length - 1] >= time) {
      this.times.pop();
      this.values.pop();
    }
    if (this.values.length === 0 || this.values[this.values.length - 1] !== value) {
      this.times.push(time);
      this.values.push(value);
    }
  }

  /** The last one at or before a time, or -1. @param {number} time */
  indexAt(time) {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** @param {number} time @returns {T | undefined} */
  at(time) {
    return this.values[this.indexAt(time)];
  }

  /** When the next one begins. @param {number} time */
  next(time) {
    return this.times[this.indexAt(time) + 1] ?? Infinity;
  }

  /** Keeps what holds at a time and after it. @param {number} time */
  forget(time) {
    const dead = this.indexAt(time);
    if (dead > 0) {
      this.times.splice(0, dead);
      this.values.splice(0, dead);
    }
  }
}
