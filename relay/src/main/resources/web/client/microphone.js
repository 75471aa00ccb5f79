// SPDX-License-Identifier: Apache-2.0
// What the user says, as vendors want it: PCM16 at their rate, in small pieces.

const PIECE_MS = 40;
/** So long a muted microphone sends silence: the vendor must hear that the user has stopped speaking. */
const HUSH_MS = 1_000;

/** @typedef {'insecure' | 'refused' | 'missing' | 'busy' | 'failed'} MicrophoneTrouble */

/** @type {Record<string, [MicrophoneTrouble, string]>} by the names of the browser's errors */
const TROUBLES = {
  NotAllowedError: ['refused', 'The microphone was refused: allow it beside the address of the page, then start again.'],
  SecurityError: ['refused', 'This page may not use a microphone: an embedding page must allow it.'],
  NotFoundError: ['missing', 'There is no microphone: connect one, then start again.'],
  OverconstrainedError: ['missing', 'The chosen microphone is gone: choose another.'],
  NotReadableError: ['busy', 'The microphone is in use by another program, or its driver has failed.'],
};
const INSECURE = 'Browsers give microphones only to pages over https, or from localhost.';

/** In words for the user; `code` for the program. */
export class MicrophoneError extends Error {
  /** @param {MicrophoneTrouble} code @param {string} message @param {unknown} [cause] */
  constructor(code, message, cause) {
    super(message, { cause });
    this.name = 'MicrophoneError';
    this.code = code;
  }
}

/** One microphone, from {@link Microphone#start} to {@link Microphone#stop}. Fires `ended` where the device is unplugged. */
export class Microphone extends EventTarget {
  /** Mutes and unmutes without hanging up. */
  muted = false;
  /** How loud it was in the last piece, 0 to 1. */
  level = 0;
  #rate;
  #pieceMs;
  #constraints;
  /** @type {{ stream: MediaStream, context: AudioContext, node: AudioWorkletNode } | undefined} */
  #open;
  #starts = 0;
  #silentMs = 0;

  /**
   * @param {{ rate?: number, pieceMs?: number, constraints?: MediaTrackConstraints }} [options] rate: samples a second that
   *   the vendor wants (OpenAI and Vatel 24,000; Gemini and ElevenLabs 16,000); constraints: which microphone, and how
   */
  constructor({ rate = 24_000, pieceMs = PIECE_MS, constraints = {} } = {}) {
    super();
    this.#rate = rate;
    this.#pieceMs = pieceMs;
    this.#constraints = { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...constraints };
  }

  /**
   * Asks the user, then hands over pieces of PCM16 (little-endian, mono, each in a buffer of its own). Call it in a user
   * gesture. Rejects with a {@link MicrophoneError}.
   *
   * @param {(pcm: Uint8Array<ArrayBuffer>) => void} onAudio
   */
  async start(onAudio) {
    this.stop();
    const start = this.#starts;
    const stream = await this.#ask();
    const context = new AudioContext();
    try {
      await context.audioWorklet.addModule(new URL('./microphone-worklet.js', import.meta.url));
      await context.resume();
    } catch (error) {
      release(stream, context);
      throw new MicrophoneError('failed', 'The browser cannot read the microphone.', error);
    }
    if (start !== this.#starts) { // stopped while the user was asked
      release(stream, context);
      return;
    }
    this.#open = { stream, context, node: this.#node(context, stream, onAudio) };
  }

  get isOpen() {
    return this.#open !== undefined;
  }

  /** Lets go of the device; the browser shows that nobody listens. */
  stop() {
    this.#starts++;
    if (this.#open) {
      const { stream, context, node } = this.#open;
      this.#open = undefined;
      this.level = 0;
      node.port.onmessage = null;
      node.port.postMessage('close');
      release(stream, context);
    }
  }

  async #ask() {
    if (!globalThis.navigator?.mediaDevices) {
      throw new MicrophoneError('insecure', INSECURE);
    }
    try {
      return await navigator.mediaDevices.getUserMedia({ audio: this.#constraints });
    } catch (error) {
      const [code, words] = TROUBLES[/** @type {Error} */ (error).name] ?? ['failed', `No microphone: ${error}`];
      throw new MicrophoneError(code, words, error);
    }
  }

  /** @param {AudioContext} context @param {MediaStream} stream @param {(pcm: Uint8Array<ArrayBuffer>) => void} onAudio */
  #node(context, stream, onAudio) {
    const node = new AudioWorkletNode(context, 'visemux-microphone', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: {
        inRate: context.sampleRate, rate: this.#rate, pieceSamples: Math.round((this.#rate * this.#pieceMs) / 1000),
      },
    });
    node.port.onmessage = ({ data }) => this.#heard(data, onAudio);
    context.createMediaStreamSource(stream).connect(node);
    stream.getAudioTracks()[0].addEventListener('ended', () => {
      this.stop();
      this.dispatchEvent(new Event('ended'));
    });
    return node;
  }

  /** @param {Int16Array<ArrayBuffer>} samples @param {(pcm: Uint8Array<ArrayBuffer>) => void} onAudio */
  #heard(samples, onAudio) {
    this.#silentMs = this.muted ? this.#silentMs + this.#pieceMs : 0;
    if (this.muted) {
      samples.fill(0);
    }
    this.level = Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length) / 0x8000;
    if (this.#silentMs <= HUSH_MS) {
      onAudio(new Uint8Array(samples.buffer));
    }
  }
}

/** @param {MediaStream} stream @param {AudioContext} context */
function release(stream, context) {
  stream.getTracks().forEach((track) => track.stop());
  context.close().catch(() => {});
}
