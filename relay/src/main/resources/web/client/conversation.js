// SPDX-License-Identifier: Apache-2.0
// A conversation through the relay over a plain WebSocket, in the vendor's own protocol: what an official SDK does, small
// enough to read.
import { Attachment } from './attachment.js';
import { toBase64 } from './base64.js';
import { explainClose } from './closing.js';
import { inOrder } from './messages.js';
import { VENDORS } from './vendors.js';

/**
 * What a client says in a vendor's protocol; messages are objects, to be sent as JSON in TEXT.
 *
 * @typedef {object} Talk
 * @property {number} inputRate  of the microphone, samples of PCM16 a second
 * @property {string[]} protocols  WebSocket sub-protocols
 * @property {() => import('./attachment.js').Reader} reader
 * @property {(signed: import('./signed-urls.js').Signed) => string} url
 * @property {(signed: import('./signed-urls.js').Signed) => object[]} hello  as soon as the socket is open
 * @property {(text: string) => object[] | undefined} text  what the user types; undefined: this vendor takes none
 * @property {(base64: string) => object} audio  what the user says
 * @property {(heard: { turn?: string, playedMs: number }, cancels: boolean) => object[]} interrupted  the user has heard so
 *   much of this turn; `cancels`: the vendor still answers, and does not know that it is interrupted
 */

/**
 * Fires CustomEvents: `message` (any, as it came), `transcript` { text }, `close` { code, reason, why, freshUrlHelps }.
 * What is heard and seen is the player's.
 */
export class Conversation extends EventTarget {
  #talk;
  #player;
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {Attachment | undefined} */
  #attachment;

  /**
   * @param {import('./vendors.js').Vendor} vendor
   * @param {import('./attachment.js').Player} player
   */
  constructor(vendor, player) {
    super();
    this.#talk = VENDORS[vendor];
    this.#player = player;
  }

  /**
   * Resolves when the vendor has said its first message; rejects, in words, where the socket closes before.
   *
   * @param {import('./signed-urls.js').Signed} signed the relay's answer to get-signed-url
   * @returns {Promise<void>}
   */
  open(signed) {
    const socket = new WebSocket(this.#talk.url(signed), this.#talk.protocols);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#attachment = new Attachment(this.#talk.reader(), this.#player);
    socket.onopen = () => this.#send(this.#talk.hello(signed));
    return new Promise((resolve, reject) => {
      socket.onmessage = inOrder((message) => {
        this.#hear(message);
        resolve();
      });
      socket.onclose = ({ code, reason }) => {
        const detail = { code, reason, ...explainClose({ code, reason }) };
        reject(Object.assign(new Error(detail.why), detail));
        this.dispatchEvent(new CustomEvent('close', { detail }));
      };
    });
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Counts of messages; undefined before {@link open}. */
  get attachment() {
    return this.#attachment;
  }

  /** Samples of PCM16 a second that {@link sendAudio} takes. */
  get inputRate() {
    return this.#talk.inputRate;
  }

  /** What the user types. False where this vendor takes no text. @param {string} text */
  say(text) {
    const messages = this.#talk.text(text);
    this.#send(messages ?? []);
    return messages !== undefined;
  }

  /** What the user says. @param {Uint8Array} pcm PCM16 little-endian mono of {@link inputRate} */
  sendAudio(pcm) {
    this.#send([this.#talk.audio(toBase64(pcm))]);
  }

  /** Silence at once; the vendor is told how much was heard, where it wants to know. */
  interrupt() {
    const cancels = this.#attachment?.isAnswering ?? true;
    const heard = this.#attachment?.interrupt() ?? { playedMs: 0 };
    this.#send(this.#talk.interrupted(heard, cancels));
    return heard;
  }

  /** Hangs up; what was heard so far is not played on. */
  close() {
    this.#attachment?.interrupt();
    this.#socket?.close(1000);
  }

  /** @param {any} message */
  #hear(message) {
    this.dispatchEvent(new CustomEvent('message', { detail: message }));
    const meaning = /** @type {Attachment} */ (this.#attachment).take(message);
    this.#send(meaning.reply ? [meaning.reply] : []);
    if (meaning.text) {
      this.dispatchEvent(new CustomEvent('transcript', { detail: { text: meaning.text } }));
    }
    if (meaning.heard?.turn) {
      this.#send(this.#talk.interrupted(meaning.heard, false));
    }
  }

  /** @param {object[]} messages */
  #send(messages) {
    if (this.isOpen) {
      messages.forEach((message) => this.#socket?.send(JSON.stringify(message)));
    }
  }
}
