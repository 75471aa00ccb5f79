// SPDX-License-Identifier: Apache-2.0
// Replays a timeline, with its sound where there is one: play, pause, seek.
import { LoudspeakerClock, WallClock } from './clock.js';
import { readTimeline } from './timeline.js';

/** @typedef {import('./clock.js').Clock} Clock */
/** @typedef {import('./seen.js').Frame} Frame */
/** @typedef {import('./timeline.js').Timeline} Timeline */

/** @typedef {AudioBuffer | { pcm: Int16Array, rate: number }} Sound  a browser's, or mono samples */

/**
 * @typedef {object} TimelineOptions
 * @property {Sound} [sound]          what is heard with it
 * @property {AudioContext} [context] the page's own; else one is made for the sound
 * @property {AudioNode} [destination]
 * @property {number} [offsetMs]      the sound is heard so much later than the browser knows
 * @property {Clock} [clock]          instead of the context's
 */

const REST = 0;
const START_SECONDS = 0.03;  // until a started sound begins: enough for the audio thread to be there in time
const CHECK_MS = 250;
const MOMENT_MS = 0.001;

/** Fires `viseme` { visemeId, ms } and, at the end, `ended`; each as a CustomEvent. */
export class TimelinePlayer extends EventTarget {
  #cues;
  #sound;
  #context;
  #ownsContext;
  #destination;
  #clock;
  #offsetMs;
  /** @type {AudioBufferSourceNode | undefined} */
  #source;
  /** Where it stands while it does not play, and where it began to. */
  #position = 0;
  /** Second of the clock at which it began. */
  #began = 0;
  #isPlaying = false;
  #viseme = REST;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Timeline | string} timeline
   * @param {TimelineOptions} [options]
   * @throws {import('./timeline.js').TimelineError} naming the field that is wrong
   */
  constructor(timeline, { sound, context, destination, clock, offsetMs = 0 } = {}) {
    super();
    const { cues, durationMs } = readTimeline(timeline);
    this.#cues = cues;
    this.durationMs = durationMs;
    this.#sound = sound;
    this.#ownsContext = Boolean(sound && !context && !destination);
    this.#context = context ?? /** @type {AudioContext | undefined} */ (destination?.context);
    this.#context ??= sound && new AudioContext();
    this.#destination = destination ?? this.#context?.destination;
    this.#clock = clock ?? (this.#context ? new LoudspeakerClock(this.#context) : new WallClock());
    this.#offsetMs = offsetMs;
  }

  /** From where it stands; from the beginning where that is the end. With sound: inside a user gesture. */
  async play() {
    if (this.#isPlaying) {
      return;
    }
    this.#isPlaying = true;
    await this.#context?.resume();
    if (this.#isPlaying) { // nobody has paused it meanwhile
      this.#begin(this.#position >= this.durationMs ? 0 : this.#position);
    }
  }

  pause() {
    if (this.#isPlaying) {
      this.#position = this.positionMs;
      this.#isPlaying = false;
      this.#halt();
      this.#show(REST);
    }
  }

  /** Goes on from there if it plays. @param {number} ms */
  seek(ms) {
    const to = Math.min(Math.max(0, Number(ms) || 0), this.durationMs);
    if (this.#isPlaying) {
      this.#begin(to);
    } else {
      this.#position = to;
    }
  }

  get isPlaying() {
    return this.#isPlaying;
  }

  /** What is heard now, or would be. */
  get positionMs() {
    return Math.min(this.#position + Math.max(0, this.#isPlaying ? this.#passedMs() : 0), this.durationMs);
  }

  /** Since it began to be heard; negative before. */
  #passedMs() {
    return (this.#clock.now() - this.#began) * 1000 - this.#offsetMs;
  }

  /** Where it does not play the mouth is closed; `visemeAt` tells what would be seen. */
  get visemeId() {
    return this.#isPlaying && this.#passedMs() > -1 ? this.visemeAt(this.positionMs) : REST;
  }

  /** @param {number} ms */
  visemeAt(ms) {
    return ms >= 0 && ms < this.durationMs ? this.#cues[this.#indexAt(ms)].v : REST;
  }

  /** What is seen between two times. @param {number} fromMs @param {number} toMs */
  shapes(fromMs, toMs) {
    return this.#cues.map(({ t, v }, i) => ({ id: v, from: t, to: this.#cues[i + 1]?.t ?? this.durationMs }))
      .filter(({ from, to }) => to > fromMs && from < toMs && to > from);
  }

  /** What a mouth needs to be drawn now. @returns {Frame} */
  frame() {
    const ms = this.positionMs;
    const i = this.#indexAt(ms);
    const visemeId = this.visemeId;
    return {
      visemeId,
      previousId: this.#isPlaying ? this.#cues[i - 1]?.v ?? REST : this.#cues[i].v,
      sinceMs: this.#isPlaying ? ms - this.#cues[i].t : Infinity,
      nextId: this.#isPlaying ? this.#cues[i + 1]?.v ?? REST : REST,
      untilMs: this.#isPlaying ? (this.#cues[i + 1]?.t ?? this.durationMs) - ms : Infinity,
      speaking: this.#isPlaying,
    };
  }

  close() {
    this.pause();
    if (this.#ownsContext) {
      this.#context?.close().catch(() => {});
    }
  }

  /** @param {number} ms */
  #begin(ms) {
    this.#halt();
    this.#position = ms;
    this.#began = this.#clock.now();
    if (this.#context && this.#sound) {
      this.#sound = this.#buffer(this.#context, this.#sound);
      this.#start(this.#context, this.#sound, ms / 1000);
    }
    this.#tick();
  }

  /** @param {AudioContext} context @param {AudioBuffer} sound @param {number} from  seconds */
  #start(context, sound, from) {
    const asked = performance.now();
    this.#began = context.currentTime + START_SECONDS;
    this.#source = new AudioBufferSourceNode(context, { buffer: sound });
    this.#source.connect(/** @type {AudioNode} */ (this.#destination));
    this.#source.start(this.#began, from);
    if (performance.now() - asked > START_SECONDS * 1000) { // the page was held up: it would begin late, behind its shapes
      this.#halt();
      this.#start(context, sound, from);
    }
  }

  #halt() {
    clearTimeout(this.#timer);
    this.#source?.stop();
    this.#source?.disconnect();
    this.#source = undefined;
  }

  #tick() {
    clearTimeout(this.#timer);
    const ms = this.positionMs + MOMENT_MS;
    if (ms >= this.durationMs) {
      this.#end();
      return;
    }
    const waitMs = -this.#passedMs() - MOMENT_MS;
    this.#show(waitMs > 0 || !this.#clock.isRunning() ? REST : this.visemeAt(ms));
    const nextMs = waitMs > 0 ? waitMs : (this.#cues[this.#indexAt(ms) + 1]?.t ?? this.durationMs) - ms;
    this.#timer = setTimeout(() => this.#tick(), Math.min(Math.max(1, Math.ceil(nextMs)), CHECK_MS));
  }

  #end() {
    this.#isPlaying = false;
    this.#position = this.durationMs;
    this.#halt();
    this.#show(REST);
    this.dispatchEvent(new CustomEvent('ended'));
  }

  /** @param {number} visemeId */
  #show(visemeId) {
    if (visemeId !== this.#viseme) {
      this.#viseme = visemeId;
      this.dispatchEvent(new CustomEvent('viseme', { detail: { visemeId, ms: this.positionMs } }));
    }
  }

  /** @param {number} ms */
  #indexAt(ms) {
    const next = this.#cues.findIndex(({ t }) => t > ms);
    return (next < 0 ? this.#cues.length : next) - 1;
  }

  /** @param {AudioContext} context @param {Sound} sound */
  #buffer(context, sound) {
    if (!('pcm' in sound)) {
      return sound;
    }
    const buffer = context.createBuffer(1, Math.max(1, sound.pcm.length), sound.rate);
    buffer.copyToChannel(Float32Array.from(sound.pcm, (sample) => sample / 32_768), 0);
    return buffer;
  }
}
