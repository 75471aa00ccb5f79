// SPDX-License-Identifier: Apache-2.0
// How loud it was and will be, in columns of 10 ms on the player's sound clock.

const COLUMN_SECONDS = 0.01;
const MEMORY_SECONDS = 10;

export class Waveform {
  /** @type {{ time: number, level: number }[]} ascending */
  #columns = [];

  /**
   * A message's samples.
   *
   * @param pcm      PCM16, little-endian; half a sample at its end is left out
   * @param rate     samples a second
   * @param endsAt   second of the sound clock at its end
   * @param heardTo  what lies long before this second is forgotten
   */
  add(pcm, rate, endsAt, heardTo = endsAt) {
    const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength & ~1);
    const samples = view.byteLength / 2;
    const step = Math.max(1, Math.round(rate * COLUMN_SECONDS));
    for (let at = 0; at < samples; at += step) {
      let level = 0;
      for (let i = at; i < Math.min(samples, at + step); i++) {
        level = Math.max(level, Math.abs(view.getInt16(2 * i, true)));
      }
      this.#columns.push({ time: endsAt - (samples - at) / rate, level: level / 32768 });
    }
    this.#columns.splice(
      0,
      this.#columns.findIndex(({ time }) => time > heardTo - samples / rate - MEMORY_SECONDS),
    );
  }

  /** What would have been heard later is not. */
  cut(now) {
    this.#columns = this.#columns.filter(({ time }) => time < now);
  }

  /** Columns between two seconds. */
  between(from, to) {
    return this.#columns.filter(({ time }) => time >= from && time < to);
  }
}
