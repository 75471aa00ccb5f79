// SPDX-License-Identifier: Apache-2.0
// Plays what an agent says and tells which mouth shape is heard: each when its sound leaves the loudspeaker.
import { Cues } from './cues.js';
import { REST } from './injected.js';
import { lipSyncOptions } from './natural-lip-sync.js';
import { LoudspeakerPlayback, SilentPlayback } from './playback.js';
import { Schedule } from './schedule.js';
import { Seen } from './seen.js';

/** @typedef {import('./injected.js').Injected} Injected */
/** @typedef {import('./natural-lip-sync.js').LipSyncSetting} LipSyncSetting */
/** @typedef {import('./playback.js').Listener} Listener */
/** @typedef {import('./playback.js').Playback} Playback */
/** @typedef {import('./seen.js').Frame} Frame */

/**
 * One message of agent audio, as an adapter hands it to a player.
 *
 * @typedef {object} AgentAudio
 * @property {Uint8Array} pcm       PCM16 little-endian mono, any length: half a sample is kept for the next message
 * @property {number} rate          samples a second
 * @property {string} turn          names the turn: OpenAI's item_id, else anything stable within the turn
 * @property {Injected} [injected]  `mascotVisemes` as it came; without it the mouth rests
 */

/**
 * @typedef {object} PlayerOptions
 * @property {AudioContext} [context]          the page's own, which it closes itself
 * @property {AudioNode} [destination]         where the sound goes to; else the context's destination
 * @property {LipSyncSetting} [naturalLipSync] for messages that the relay did not smooth
 * @property {number} [offsetMs]               the sound is heard so much later than the browser knows
 * @property {number} [leadMs]                 what a message waits after silence, so that the next one is there in time
 * @property {number} [maxAheadMs]             what would be heard later than that is dropped
 * @property {boolean} [sound]                 false: somebody else plays it; the clock is kept all the same
 * @property {(listener: Listener) => Playback} [playback]  who plays it instead
 */

const MEMORY_SECONDS = 10;   // what was played is kept so long, for those who draw the past
const PAUSE_MS = 500;        // an unfinished turn that is silent so long does not speak
const CHECK_MS = 250;        // while anything is to come, whatever the clocks say
const MOMENT = 1e-6;         // seconds, less than a sample
const DROPPED_KEPT = 64;
const RATES = { min: 3_000, max: 768_000 }; // what an audio context plays

/**
 * Fires CustomEvents: `viseme` { visemeId, time, turn }; `speakingstart` { turn }; `speakingend` { turn, playedMs,
 * interrupted }; `audio` (each message taken, as it was given); `warning` { code, message }, each code once.
 */
export class VisemePlayer extends EventTarget {
  /** @type {Listener} */
  #listener = { began: this.#began.bind(this), ranDry: this.#ranDry.bind(this), changed: () => this.#tick() };
  /** @type {Playback | undefined} */
  #playback;
  #options;
  #offsetSeconds;
  #maxAheadSeconds;

  #schedule = new Schedule();
  /** @type {Cues} */
  #cues;
  /** @type {Seen} */
  #seen;

  /** The byte that begins the next message of a turn. @type {{ turn: string, byte: number } | undefined} */
  #carry;
  /** Interrupted turns: what comes late is not heard. @type {Set<string>} */
  #dropped = new Set();
  /** @type {Set<string>} */
  #warned = new Set();

  #viseme = REST;
  /** What is told to listeners up to here. */
  #toldUntil = 0;
  #isSpeaking = false;
  /** @type {string | undefined} */
  #turn;
  #heardAt = 0;      // performance.now() of the last sound
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #isOpen = true;

  /** @param {PlayerOptions} [options] */
  constructor(options = {}) {
    super();
    this.#options = options;
    this.#playback = options.playback?.(this.#listener);
    this.#offsetSeconds = (options.offsetMs ?? 0) / 1000;
    this.#maxAheadSeconds = (options.maxAheadMs ?? 600_000) / 1000;
    this.#cues = new Cues(lipSyncOptions(options.naturalLipSync), (code, message) => this.#warn(code, message));
    this.#seen = new Seen(this.#cues, this.#schedule);
  }

  /** Call it inside a user gesture: browsers let no page make a sound before. Says whether there may be sound. */
  async start() {
    try {
      return await this.#speaker().start();
    } catch (error) {
      this.#warn('no_sound', error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Never throws, whatever a message holds. @param {AgentAudio} audio */
  play(audio) {
    if (!this.#isOpen || this.#dropped.has(audio.turn)) {
      return;
    }
    const isRate = Number.isFinite(audio.rate) && audio.rate >= RATES.min && audio.rate <= RATES.max;
    const pcm = this.#samples(audio);
    if (pcm.length > 0 && !isRate) {
      this.#warn('bad_rate', `no sound has ${audio.rate} samples a second`);
      return;
    }
    if (pcm.length > 0 && this.aheadMs / 1000 > this.#maxAheadSeconds) {
      this.#warn('too_far_ahead', 'audio that would be heard more than maxAheadMs later is dropped');
      return;
    }
    if (pcm.length > 0 && !audio.injected) {
      this.#warn('not_analysed', 'messages come without visemes: the mouth rests while they are heard');
    }
    this.#take(audio, pcm);
    this.dispatchEvent(new CustomEvent('audio', { detail: audio }));
    this.#tick();
  }

  /** @param {AgentAudio} audio @param {Int16Array} pcm */
  #take({ turn, rate, injected }, pcm) {
    const sound = this.#cues.end;
    const seconds = pcm.length === 0 ? 0 : pcm.length / rate;
    this.#forget(this.now());
    this.#cues.add(turn, seconds, injected, 1000 / rate);
    if (seconds > 0) {
      this.#speaker().push(pcm, rate, sound);
    }
    this.#turn ??= turn;
  }

  /** No more audio of it comes; of the turn that was heard last where none is named. @param {string} [turn] */
  endTurn(turn = this.#cues.names.values.at(-1)) {
    if (turn !== undefined) {
      this.#cues.endTurn(turn);
      this.#playback?.end();
      this.#tick();
    }
  }

  /**
   * Silence at once. Of the turns that are cut off nothing will be heard that comes later.
   *
   * @returns {{ turn: string | undefined, playedMs: number }} which one was heard, and how much of it
   */
  interrupt() {
    const sound = this.#sound();
    const open = this.#cues.open(sound);
    const turn = open[0];
    const playedMs = this.#played(turn);
    open.forEach((name) => this.#drop(name));
    this.#silence();
    this.#stopSpeaking(playedMs, true);
    return { turn, playedMs };
  }

  /** Another session begins: its turns may be called as turns of the one before were, which had been interrupted or heard. */
  newSession() {
    this.#dropped.clear();
    if (this.aheadMs === 0) {
      this.#cues.forgetTurns();
    }
  }

  /** What natural lip sync does; set it to any setting, as often as you like: equal ones change nothing. */
  get naturalLipSync() {
    return this.#cues.options;
  }

  /** @param {LipSyncSetting} setting */
  set naturalLipSync(setting) {
    this.#cues.smoothAgain(lipSyncOptions(setting), this.#sound());
    this.#tick();
  }

  /** The shape that is heard now. */
  get visemeId() {
    return this.#isMoving() ? this.#seen.visemeAt(this.now()) : REST;
  }

  get speaking() {
    return this.#isSpeaking;
  }

  /** The turn that is heard, or was last. */
  get turn() {
    return this.#turn;
  }

  /** How much of that turn has been heard, on its own clock. */
  get playedMs() {
    return this.#played(this.#turn);
  }

  /** Audio that is still to be heard. */
  get aheadMs() {
    return (this.#cues.end - this.#sound()) * 1000;
  }

  /** Seconds of sound that were taken in, all turns together, but what was cut off: the sound clock. */
  get soundSeconds() {
    return this.#cues.end;
  }

  /** The second of the audio clock that leaves the loudspeaker now. */
  now() {
    return this.#playback ? this.#playback.clock.now() - this.#offsetSeconds : 0;
  }

  /** @param {number} seconds of the audio clock */
  visemeAt(seconds) {
    return this.#seen.visemeAt(seconds);
  }

  /**
   * What is seen between two seconds of the audio clock, and was or will be heard.
   *
   * @param {number} from
   * @param {number} to
   * @param {{ raw?: boolean }} [options]  raw: as it was received
   */
  shapes(from, to, options) {
    return this.#seen.shapes(from, to, options);
  }

  /**
   * Which sound is heard when, between two seconds of the audio clock; `sound` is on the sound clock.
   *
   * @param {number} from
   * @param {number} to
   */
  stretches(from, to) {
    return this.#seen.stretches(from, to);
  }

  /** What a mouth needs to be drawn now. @param {Frame} [frame] to be filled, for those who draw often */
  frame(frame = { visemeId: REST, previousId: REST, sinceMs: 0, nextId: REST, untilMs: 0, speaking: false }) {
    this.#seen.fill(this.now(), frame);
    if (!this.#isMoving()) {
      frame.previousId = frame.visemeId;
      frame.visemeId = REST;
      frame.sinceMs = performance.now() - this.#heardAt;
      frame.nextId = REST;
      frame.untilMs = Infinity;
    }
    frame.speaking = this.#isSpeaking;
    return frame;
  }

  /** No sound and no events any more. */
  close() {
    this.interrupt();
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#playback?.close();
  }

  /** Half a sample is kept. @param {AgentAudio} audio @returns {Int16Array} a copy */
  #samples({ pcm, turn }) {
    const bytes = pcm instanceof Uint8Array ? pcm : new Uint8Array(0);
    const carried = this.#carry?.turn === turn ? 1 : 0;
    const length = carried + bytes.length;
    const all = new Uint8Array(length & ~1);
    if (carried && this.#carry && length > 1) {
      all[0] = this.#carry.byte;
    }
    if (length > 1) {
      all.set(bytes.subarray(0, all.length - carried), carried);
    }
    if (bytes.length > 0) {
      this.#carry = length % 2 === 1 ? { turn, byte: bytes[bytes.length - 1] } : undefined;
    }
    return new Int16Array(all.buffer);
  }

  #speaker() {
    const { context, destination, leadMs = 120, sound = true } = this.#options;
    const leadSeconds = leadMs / 1000;
    this.#playback ??= sound ? new LoudspeakerPlayback({ context, destination, leadSeconds }, this.#listener)
      : new SilentPlayback({ leadSeconds }, this.#listener);
    return this.#playback;
  }

  /** @param {number} sound @param {number} time of the playback's clock */
  #began(sound, time) {
    this.#schedule.begin(sound, time);
    this.#tick();
  }

  /** @param {number} sound */
  #ranDry(sound) {
    this.#schedule.runDry(sound);
    this.#tick();
  }

  #isMoving() {
    return this.#playback?.clock.isRunning() ?? false;
  }

  /** The moment of the sound clock that is heard now. */
  #sound() {
    return this.#schedule.soundAt(this.now(), this.#cues.end);
  }

  /** @param {string | undefined} turn */
  #played(turn) {
    return turn === undefined ? 0 : Math.round(this.#cues.heardMs(turn, this.#sound()));
  }

  /** @param {string} name */
  #drop(name) {
    this.#dropped.add(name);
    this.#cues.drop(name);
    if (this.#dropped.size > DROPPED_KEPT) {
      this.#dropped.delete(/** @type {string} */ (this.#dropped.values().next().value));
    }
  }

  #silence() {
    const now = this.now();
    const sound = this.#sound();
    this.#cues.cut(sound);
    this.#schedule.cut(now, sound);
    this.#carry = undefined;
    this.#playback?.flush();
    this.#show(REST, now);
  }

  /** @param {number} now */
  #forget(now) {
    this.#schedule.forget(now - MEMORY_SECONDS);
    this.#cues.forget(this.#schedule.soundAt(now - MEMORY_SECONDS, this.#cues.end));
  }

  /** Tells what has changed until now, and comes again when the next change is due. */
  #tick() {
    clearTimeout(this.#timer);
    if (!this.#isOpen) {
      return;
    }
    const now = this.now() + MOMENT;
    const isMoving = this.#isMoving();
    if (isMoving) {
      this.#tellUntil(now);
    } else {
      this.#show(REST, now);
    }
    this.#watch(isMoving && this.#seen.isHeard(now), now);
    if (this.aheadMs > 0 || this.#isSpeaking) {
      const wait = isMoving ? (this.#seen.nextChange(now) - now) * 1000 : Infinity;
      this.#timer = setTimeout(() => this.#tick(), Math.min(Math.max(1, Math.ceil(wait)), CHECK_MS));
    }
  }

  /** @param {number} now */
  #tellUntil(now) {
    let time = this.#seen.nextChange(this.#toldUntil);
    while (time < now) {
      this.#tell(time + MOMENT);
      time = this.#seen.nextChange(time + MOMENT);
    }
    this.#toldUntil = now;
    this.#tell(now);
  }

  /** @param {number} time */
  #tell(time) {
    if (this.#seen.isHeard(time)) {
      this.#startSpeaking(/** @type {string} */ (this.#seen.turnAt(time)));
    }
    this.#show(this.#seen.visemeAt(time), time);
  }

  /** @param {boolean} isHeard @param {number} now */
  #watch(isHeard, now) {
    if (isHeard) {
      this.#heardAt = performance.now();
    } else if (this.#isSpeaking && this.#turn !== undefined) {
      const isOver = this.#isMoving() && this.#cues.isOver(this.#turn, this.#schedule.soundAt(now, this.#cues.end));
      if (isOver || performance.now() - this.#heardAt >= PAUSE_MS) {
        this.#stopSpeaking(this.playedMs, false);
      }
    }
  }

  /** @param {string} turn */
  #startSpeaking(turn) {
    if (this.#isSpeaking && this.#turn !== turn) {
      this.#stopSpeaking(this.playedMs, false);
    }
    this.#turn = turn;
    if (!this.#isSpeaking) {
      this.#isSpeaking = true;
      this.dispatchEvent(new CustomEvent('speakingstart', { detail: { turn } }));
    }
  }

  /** @param {number} playedMs @param {boolean} interrupted */
  #stopSpeaking(playedMs, interrupted) {
    if (this.#isSpeaking) {
      this.#isSpeaking = false;
      const detail = { turn: this.#turn, playedMs, interrupted };
      this.dispatchEvent(new CustomEvent('speakingend', { detail }));
    }
  }

  /** @param {number} visemeId @param {number} time */
  #show(visemeId, time) {
    if (visemeId !== this.#viseme) {
      this.#viseme = visemeId;
      this.dispatchEvent(new CustomEvent('viseme', { detail: { visemeId, time, turn: this.#turn } }));
    }
  }

  /** @param {string} code @param {string} message */
  #warn(code, message) {
    if (!this.#warned.has(code)) {
      this.#warned.add(code);
      this.dispatchEvent(new CustomEvent('warning', { detail: { code, message } }));
    }
  }
}
