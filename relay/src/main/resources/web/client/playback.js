// SPDX-License-Identifier: Apache-2.0
// Who plays the sound, and says when: through the loudspeaker, or not at all where somebody else plays it.
import { LoudspeakerClock, WallClock } from './clock.js';

/** @typedef {import('./clock.js').Clock} Clock */

/**
 * @typedef {object} Playback
 * @property {Clock} clock
 * @property {() => Promise<boolean>} start   inside a user gesture; whether there may be sound now
 * @property {(pcm: Int16Array, rate: number, sound: number) => void} push  `sound`: place on the sound clock
 * @property {() => void} end                 nothing follows for now
 * @property {() => void} flush               silence at once
 * @property {() => void} close
 * @property {number} leadSeconds             between arrival and sound, after silence
 */

/**
 * @typedef {object} Listener
 * @property {(sound: number, time: number) => void} began  sound from here on is played from this second on
 * @property {(sound: number) => void} ranDry               there is no more than this: what follows begins anew
 * @property {() => void} changed                          the clock stands, or moves again
 */

const PATIENCE_MS = 300; // browsers that allow no sound leave a resume() without an answer

const NO_WORKLET = 'this browser plays no sound here: serve the page over https, or from localhost';

/** @implements {Playback} */
export class LoudspeakerPlayback {
  #context;
  #ownsContext;
  #destination;
  #listener;
  /** @type {AudioWorkletNode | undefined} */
  #node;
  /** @type {Promise<void> | undefined} */
  #loading;
  /** What came before the worklet was there. @type {{ message: object, transfer: Transferable[] }[]} */
  #early = [];
  #epoch = 0;
  #isWanted = false;
  #isOpen = true;

  /**
   * @param {{ context?: AudioContext, destination?: AudioNode, leadSeconds: number }} options
   * @param {Listener} listener
   */
  constructor({ context, destination, leadSeconds }, listener) {
    this.#ownsContext = !context && !destination;
    this.#context = context ?? /** @type {AudioContext} */ (destination?.context ?? new AudioContext());
    this.#destination = destination ?? this.#context.destination;
    this.#listener = listener;
    this.leadSeconds = leadSeconds;
    this.clock = new LoudspeakerClock(this.#context);
    this.#context.addEventListener('statechange', listener.changed);
    globalThis.document?.addEventListener('visibilitychange', this.#seenAgain);
  }

  get context() {
    return this.#context;
  }

  async start() {
    this.#isWanted = true;
    this.#loading ??= this.#load();
    try {
      await this.#loading;
    } catch (error) {
      this.#loading = undefined; // the next start may find the network again
      throw error;
    }
    await Promise.race([this.#context.resume(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    return this.#context.state === 'running';
  }

  async #load() {
    if (!this.#context.audioWorklet) {
      throw new Error(NO_WORKLET);
    }
    await this.#context.audioWorklet.addModule(new URL('./playback-worklet.js', import.meta.url));
    if (!this.#isOpen) {
      return;
    }
    this.#node = new AudioWorkletNode(this.#context, 'visemux-playback', {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: { leadSeconds: this.leadSeconds, rate: this.#context.sampleRate },
    });
    this.#node.port.onmessage = ({ data }) => this.#told(data);
    this.#node.connect(this.#destination);
    this.#early.splice(0).forEach(({ message, transfer }) => this.#post(message, transfer));
  }

  /** @param {Int16Array} pcm @param {number} rate @param {number} sound */
  push(pcm, rate, sound) {
    this.#post({ piece: { pcm, rate, sound } }, [pcm.buffer]);
  }

  end() {
    this.#post({ end: true });
  }

  flush() {
    this.#epoch++;
    this.#early.length = 0;
    this.#post({ flush: this.#epoch });
  }

  close() {
    this.#isOpen = false;
    globalThis.document?.removeEventListener('visibilitychange', this.#seenAgain);
    this.#context.removeEventListener('statechange', this.#listener.changed);
    this.#early.length = 0;
    this.#node?.port.postMessage({ close: true });
    this.#node?.disconnect();
    if (this.#ownsContext && this.#context.state !== 'closed') {
      this.#context.close().catch(() => {});
    }
  }

  /** Phones stop the sound of hidden pages, and do not start it again. */
  #seenAgain = () => {
    if (this.#isWanted && globalThis.document.visibilityState === 'visible' && this.#context.state !== 'closed') {
      this.#context.resume().catch(() => {});
    }
    this.#listener.changed();
  };

  /** What was told before the last flush is no longer true. @param {any} data */
  #told(data) {
    if (data.epoch !== this.#epoch) {
      return;
    }
    if (data.dry !== undefined) {
      this.#listener.ranDry(data.dry);
    } else {
      this.#listener.began(data.began, data.frame / this.#context.sampleRate);
    }
  }

  /** @param {object} message @param {Transferable[]} transfer */
  #post(message, transfer = []) {
    if (this.#node) {
      this.#node.port.postMessage(message, transfer);
    } else {
      this.#early.push({ message, transfer });
    }
  }
}

/** Keeps time only. @implements {Playback} */
export class SilentPlayback {
  /** @type {Clock} */
  clock;
  #listener;
  #until = -Infinity;

  /**
   * @param {{ leadSeconds: number, clock?: Clock }} options
   * @param {Listener} listener
   */
  constructor({ leadSeconds, clock = new WallClock() }, listener) {
    this.leadSeconds = leadSeconds;
    this.clock = clock;
    this.#listener = listener;
  }

  async start() {
    return true;
  }

  /** @param {Int16Array} pcm @param {number} rate @param {number} sound */
  push(pcm, rate, sound) {
    const now = this.clock.now();
    if (this.#until < now) {
      this.#until = now + this.leadSeconds;
      this.#listener.began(sound, this.#until);
    }
    this.#until += pcm.length / rate;
  }

  end() {}

  flush() {
    this.#until = -Infinity;
  }

  close() {}
}
