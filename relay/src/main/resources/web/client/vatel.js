// SPDX-License-Identifier: Apache-2.0
// Vatel: https://docs.vatel.ai. PCM16 of 24 kHz both ways.
import { fromBase64 } from './base64.js';
import { listen } from './messages.js';

/** @typedef {import('./attachment.js').Reader} Reader */

const RATE = 24_000;

/** @implements {Reader} */
export class VatelReader {
  #turn = '';
  /** Its audio is late. */
  #cut = '';

  /** @param {any} message @returns {import('./attachment.js').Meaning} */
  read({ type, data, mascotVisemes: injected }) {
    switch (type) {
      case 'response_audio':
        return this.#audio(data, injected);
      case 'response_text':
        return { text: data?.text };
      case 'interruption': // it names no turn: the one that speaks
        this.cutOff();
        return { interrupt: true };
      default:
        return {};
    }
  }

  cutOff() {
    this.#cut = this.#turn;
  }

  /** @param {any} data @param {any} injected @returns {import('./attachment.js').Meaning} */
  #audio(data, injected) {
    const turn = String(data?.turn_id);
    if (turn === this.#cut) {
      return {};
    }
    this.#turn = turn;
    const audio = [{ pcm: fromBase64(data?.audio ?? ''), rate: RATE, turn, injected }];
    return data?.is_final ? { audio, end: turn } : { audio };
  }
}

/** What the smallest client says: it has a microphone and nothing else. @type {import('./conversation.js').Talk} */
export const vatelTalk = {
  inputRate: RATE,
  protocols: [],
  reader: () => new VatelReader(),
  url: (signed) => signed.signed_url ?? '',
  hello: () => [],
  text: () => undefined,
  audio: (base64) => ({ type: 'input_audio', data: { audio: base64 } }),
  interrupted: () => [], // what the user says next interrupts
};

/**
 * Lets a player speak what a WebSocket receives from Vatel. Vatel's own SDK is on no registry: what it hands over goes to
 * `attachMessages('vatel', player).take(message)`.
 *
 * @param {WebSocket} socket
 * @param {import('./attachment.js').Player} player
 */
export function attachVatel(socket, player) {
  return listen(socket, new VatelReader(), player);
}
