// SPDX-License-Identifier: Apache-2.0
// Timelines of visemes, as POST /v1/visemes answers them with `Accept: application/json`: read, recorded, smoothed.
import { Cues } from './cues.js';
import { VISEMES } from './mouth-shape.js';
import { HOP_MS, NaturalLipSync, RAW, lipSyncOptions } from './natural-lip-sync.js';

/** @typedef {import('./natural-lip-sync.js').LipSyncSetting} LipSyncSetting */
/** @typedef {import('./player.js').AgentAudio} AgentAudio */
/** @typedef {import('./player.js').VisemePlayer} VisemePlayer */

/** @typedef {{ t: number, v: number }} Cue  from so many ms on this viseme is seen, until the next one */

/**
 * @typedef {object} Timeline
 * @property {1} version
 * @property {number} durationMs
 * @property {number} speechMs     outside silence
 * @property {number} frameMs      what the times are multiples of, where they are
 * @property {Cue[]} cues          the first at 0; times rise
 */

/** Says which field of a timeline is wrong, and why. */
export class TimelineError extends Error {
  /** @param {string} field @param {string} why */
  constructor(field, why) {
    super(`${field} ${why}`);
    this.name = 'TimelineError';
    this.field = field;
  }
}

/**
 * What somebody claims to be a timeline: JSON text, or what was read from it. Fields that are not known are left out.
 *
 * @param {unknown} source
 * @returns {Timeline}
 * @throws {TimelineError} where it is none
 */
export function readTimeline(source) {
  const value = typeof source === 'string' ? parse(source) : source;
  demand(typeof value === 'object' && value !== null && !Array.isArray(value), 'the timeline', 'must be a JSON object');
  const { version, durationMs, speechMs, frameMs, cues } = /** @type {Record<string, unknown>} */ (value);
  demand(version === 1, 'version', `must be 1, not ${JSON.stringify(version)}`);
  demand(isMillis(durationMs), 'durationMs', 'must be a number of milliseconds, 0 or more');
  demand(isMillis(speechMs) && speechMs <= durationMs, 'speechMs', 'must be a number from 0 to durationMs');
  demand(isMillis(frameMs) && frameMs > 0, 'frameMs', 'must be a number above 0');
  demand(Array.isArray(cues) && cues.length > 0, 'cues', 'must be a list that is not empty');
  return { version: 1, durationMs, speechMs, frameMs, cues: cues.map((cue, i) => readCue(cue, i, cues, durationMs)) };
}

/** @param {unknown} cue @param {number} i @param {any[]} cues @param {number} durationMs @returns {Cue} */
function readCue(cue, i, cues, durationMs) {
  const { t, v } = /** @type {Record<string, unknown>} */ (cue ?? {});
  demand(isMillis(t), `cues[${i}].t`, 'must be a number of milliseconds, 0 or more');
  demand(i > 0 || t === 0, 'cues[0].t', 'must be 0');
  demand(i === 0 || t > cues[i - 1].t, `cues[${i}].t`, 'must be later than that of the cue before');
  demand(t <= durationMs, `cues[${i}].t`, 'must not be behind durationMs');
  demand(Number.isInteger(v) && Number(v) >= 0 && Number(v) < VISEMES, `cues[${i}].v`, 'must be a viseme from 0 to 21');
  return { t, v: Number(v) };
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new TimelineError('the timeline', 'is no JSON');
  }
}

/** @param {unknown} value @returns {value is number} */
function isMillis(value) {
  return typeof value === 'number' && value >= 0 && value < Infinity;
}

/** @param {boolean} holds @param {string} field @param {string} why @returns {asserts holds} */
function demand(holds, field, why) {
  if (!holds) {
    throw new TimelineError(field, why);
  }
}

/**
 * With natural lip sync, as the server does it for recorded audio.
 *
 * @param {Timeline} timeline        raw
 * @param {LipSyncSetting} [setting]
 * @returns {Timeline}
 */
export function smoothTimeline(timeline, setting) {
  const lips = new NaturalLipSync(lipSyncOptions(setting));
  /** @type {Cue[]} */
  const cues = [];
  const tell = (/** @type {number} */ v, /** @type {number} */ hop) => { cues.push({ t: hop * HOP_MS, v }); };
  let next = 0;
  for (let t = 0; t < timeline.durationMs || t === 0; t += HOP_MS) {
    while (timeline.cues[next + 1]?.t <= t) {
      next++;
    }
    lips.add(timeline.cues[next].v, tell);
  }
  lips.finish(lips.hops, tell);
  return { ...timeline, cues };
}

/** @param {Cue[]} cues @param {number} durationMs @returns {Timeline} */
function timelineOf(cues, durationMs) {
  const speechMs = cues.reduce((sum, { t, v }, i) => sum + (v === 0 ? 0 : (cues[i + 1]?.t ?? durationMs) - t), 0);
  return { version: 1, durationMs, speechMs, frameMs: HOP_MS, cues };
}

/** Strictly rising: of two at one time the later one counts. @param {Cue[]} cues @param {number} t @param {number} v */
function add(cues, t, v) {
  if (cues.at(-1)?.t === t) {
    cues.pop();
  }
  if (cues.at(-1)?.v !== v) {
    cues.push({ t, v });
  }
}

/** Records a call as it is seen, silence included, from now on. */
export class CallRecorder {
  #player;
  #from;
  /** @type {Cue[]} */
  #cues;

  /** @param {VisemePlayer} player */
  constructor(player) {
    this.#player = player;
    this.#from = player.now();
    this.#cues = [{ t: 0, v: player.visemeId }];
    player.addEventListener('viseme', this.#hear);
  }

  /** @param {Event} event */
  #hear = (event) => {
    const { visemeId, time } = /** @type {CustomEvent} */ (event).detail;
    add(this.#cues, Math.max(this.#cues[this.#cues.length - 1].t, this.#millis(time)), visemeId);
  };

  /** What was seen until now. @returns {Timeline} */
  timeline() {
    const lastMs = this.#cues[this.#cues.length - 1].t;
    return timelineOf(this.#cues.map((cue) => ({ ...cue })), Math.max(lastMs, this.#millis(this.#player.now())));
  }

  /** The same, and the end of the recording. */
  stop() {
    this.#player.removeEventListener('viseme', this.#hear);
    return this.timeline();
  }

  /** @param {number} seconds */
  #millis(seconds) {
    return Math.max(0, Math.round((seconds - this.#from) * 1000));
  }
}

/** Keeps the turn that a player was given last: its sound, and its visemes as they came. */
export class TurnRecorder {
  #player;
  /** @type {string | undefined} */
  #name;
  /** @type {Uint8Array[]} */
  #pieces = [];
  #bytes = 0;
  #rate = 0;
  #cues = new Cues(RAW);
  /** Whether the server has applied natural lip sync. */
  smoothed = false;

  /** @param {VisemePlayer} player */
  constructor(player) {
    this.#player = player;
    player.addEventListener('audio', this.#hear);
  }

  /** @param {Event} event */
  #hear = (event) => {
    /** @type {AgentAudio} */
    const { turn, pcm, rate, injected } = /** @type {CustomEvent} */ (event).detail;
    if (turn !== this.#name) {
      this.#name = turn;
      this.#pieces = [];
      this.#bytes = 0;
      this.#cues = new Cues(RAW);
      this.smoothed = false;
    }
    const samples = ((this.#bytes + pcm.length) >> 1) - (this.#bytes >> 1);
    this.#pieces.push(pcm.slice());
    this.#bytes += pcm.length;
    this.#rate = rate;
    this.smoothed ||= Boolean(injected?.smoothed);
    this.#cues.add(turn, samples / rate, injected);
  };

  /**
   * Undefined before any sound.
   *
   * @returns {{ turn: string, pcm: Int16Array, rate: number, timeline: Timeline } | undefined}
   */
  get turn() {
    if (this.#name === undefined || this.#bytes < 2) {
      return undefined;
    }
    const bytes = new Uint8Array(this.#bytes & ~1);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece.subarray(0, bytes.length - at), at);
      at += piece.length;
    }
    return { turn: this.#name, pcm: new Int16Array(bytes.buffer), rate: this.#rate, timeline: this.#timeline() };
  }

  #timeline() {
    const { times, values } = this.#cues.received;
    /** @type {Cue[]} */
    const cues = [];
    times.forEach((time, i) => add(cues, Math.round(time * 1000), values[i]));
    return timelineOf(cues, Math.max(cues[cues.length - 1].t, Math.round(this.#cues.end * 1000)));
  }

  stop() {
    this.#player.removeEventListener('audio', this.#hear);
  }
}
