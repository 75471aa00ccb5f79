// SPDX-License-Identifier: Apache-2.0
import { REST } from './injected.js';

/** @typedef {import('./cues.js').Cues} Cues */
/** @typedef {import('./schedule.js').Schedule} Schedule */
/** @typedef {{ id: number, from: number, to: number }} Shape  seconds of the audio clock */
/** @typedef {{ from: number, to: number, sound: number }} Stretch  of the audio clock; `sound`: at `from` */

/**
 * What a mouth needs to be drawn.
 *
 * @typedef {object} Frame
 * @property {number} visemeId    what is heard now
 * @property {number} previousId  what was before it
 * @property {number} sinceMs     for how long
 * @property {number} nextId      what comes next
 * @property {number} untilMs     when; Infinity where nothing is known to come
 * @property {boolean} speaking
 */

/** Cues by the audio clock: between stretches of sound, and behind the last, the mouth rests. Pure. */
export class Seen {
  #cues;
  #schedule;

  /** @param {Cues} cues @param {Schedule} schedule */
  constructor(cues, schedule) {
    this.#cues = cues;
    this.#schedule = schedule;
  }

  /** Whether there is sound at a time. @param {number} time */
  isHeard(time) {
    const index = this.#schedule.at(time);
    return index >= 0 && this.#soundIn(index, time) < this.#soundEnd(index);
  }

  /** @param {number} time */
  visemeAt(time) {
    return this.isHeard(time) ? this.#cues.shown.at(this.#soundIn(this.#schedule.at(time), time)) ?? REST : REST;
  }

  /** Whose sound it is; behind its end still. @param {number} time */
  turnAt(time) {
    const sound = this.#schedule.soundAt(time, this.#cues.end);
    return this.#cues.names.at(this.isHeard(time) ? sound : sound - 1e-6);
  }

  /** When anything changes after a time: a shape, a turn, the beginning or end of sound. @param {number} time */
  nextChange(time) {
    const index = this.#schedule.at(time);
    const begins = index + 1 < this.#schedule.length ? this.#schedule.time(index + 1) : Infinity;
    if (index < 0 || !this.isHeard(time)) {
      return begins;
    }
    const sound = this.#soundIn(index, time);
    const next = Math.min(this.#cues.shown.next(sound), this.#cues.names.next(sound), this.#soundEnd(index));
    return Math.min(begins, this.#timeIn(index, next));
  }

  /**
   * What is seen between two times; nothing where the mouth rests for want of sound.
   *
   * @param {number} from
   * @param {number} to
   * @param {{ raw?: boolean }} [options]  raw: as it was received
   * @returns {Shape[]}
   */
  shapes(from, to, { raw = false } = {}) {
    const changes = raw ? this.#cues.received : this.#cues.shown;
    /** @type {Shape[]} */
    const shapes = [];
    for (let index = Math.max(0, this.#schedule.at(from)); index < this.#schedule.length; index++) {
      const soundEnd = this.#soundEnd(index);
      const first = Math.max(0, changes.indexAt(this.#schedule.sound(index)));
      for (let i = first; i < changes.times.length && changes.times[i] < soundEnd; i++) {
        const shape = {
          id: changes.values[i],
          from: this.#timeIn(index, Math.max(changes.times[i], this.#schedule.sound(index))),
          to: this.#timeIn(index, Math.min(changes.times[i + 1] ?? Infinity, soundEnd)),
        };
        if (shape.to > from && shape.from < to && shape.to > shape.from) {
          shapes.push(shape);
        }
      }
    }
    return shapes;
  }

  /**
   * When sound is heard between two times, and which.
   *
   * @param {number} from
   * @param {number} to
   * @returns {Stretch[]}
   */
  stretches(from, to) {
    /** @type {Stretch[]} */
    const stretches = [];
    for (let index = Math.max(0, this.#schedule.at(from)); index < this.#schedule.length; index++) {
      const begins = Math.max(from, this.#schedule.time(index));
      const ends = Math.min(to, this.#timeIn(index, this.#soundEnd(index)));
      if (ends > begins) {
        stretches.push({ from: begins, to: ends, sound: this.#soundIn(index, begins) });
      }
    }
    return stretches;
  }

  /**
   * @param {number} time
   * @param {Frame} frame  filled, all but `speaking`
   */
  fill(time, frame) {
    const index = this.#schedule.at(time);
    const begins = index + 1 < this.#schedule.length ? index + 1 : -1;
    if (index >= 0 && this.isHeard(time)) {
      this.#fillHeard(index, time, frame);
    } else {
      const end = index < 0 ? 0 : this.#soundEnd(index);
      frame.visemeId = REST;
      frame.previousId = index < 0 ? REST : this.#before(index, end);
      frame.sinceMs = index < 0 ? Infinity : (time - this.#timeIn(index, end)) * 1000;
      frame.nextId = begins < 0 ? REST : this.#cues.shown.at(this.#schedule.sound(begins)) ?? REST;
      frame.untilMs = begins < 0 ? Infinity : (this.#schedule.time(begins) - time) * 1000;
    }
  }

  /** @param {number} index @param {number} time @param {Frame} frame */
  #fillHeard(index, time, frame) {
    const { shown } = this.#cues;
    const sound = this.#soundIn(index, time);
    const from = Math.max(this.#schedule.sound(index), shown.times[shown.indexAt(sound)] ?? 0);
    const to = Math.min(shown.next(sound), this.#soundEnd(index));
    frame.visemeId = shown.at(sound) ?? REST;
    frame.previousId = this.#before(index, from);
    frame.sinceMs = (sound - from) * 1000;
    frame.nextId = to < this.#soundEnd(index) ? shown.at(to) ?? REST : REST;
    frame.untilMs = (to - sound) * 1000;
  }

  /**
   * The shape before a moment of a stretch: it begins with a mouth at rest.
   *
   * @param {number} index
   * @param {number} sound
   */
  #before(index, sound) {
    return sound > this.#schedule.sound(index) ? this.#cues.shown.at(sound - 1e-6) ?? REST : REST;
  }

  /** @param {number} index @param {number} time */
  #soundIn(index, time) {
    return this.#schedule.sound(index) + time - this.#schedule.time(index);
  }

  /** @param {number} index @param {number} sound */
  #timeIn(index, sound) {
    return this.#schedule.time(index) + sound - this.#schedule.sound(index);
  }

  /** @param {number} index */
  #soundEnd(index) {
    return this.#schedule.soundEnd(index, this.#cues.end);
  }
}
