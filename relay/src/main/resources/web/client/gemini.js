// SPDX-License-Identifier: Apache-2.0
// Gemini Live: https://ai.google.dev/api/live.
import { Attachment } from './attachment.js';
import { fromBase64 } from './base64.js';

/** @typedef {import('./attachment.js').Reader} Reader */

const SERVICE = '/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent';
const OUTPUT_RATE = 24_000;
const INPUT_RATE = 16_000;

/** @implements {Reader} */
export class GeminiReader {
  #turns = 0;
  #speaking = false;
  #isLate = false;
  /** Of the next message. @type {any} */
  #ahead;

  /** @param {any} message @returns {import('./attachment.js').Meaning} */
  read({ serverContent: content, mascotVisemes: injected }) {
    if (!content) {
      this.#ahead = injected ?? this.#ahead;
      return {};
    }
    const audio = this.#audio(content, injected);
    const text = content.outputTranscription?.text;
    const meaning = { ...(audio && { audio: [audio] }), ...(text && { text }) };
    if (content.interrupted || content.generationComplete || content.turnComplete) {
      return { ...meaning, ...this.#end(content.interrupted) };
    }
    return meaning;
  }

  cutOff() {
    this.#isLate = this.#speaking;
  }

  /** All parts are one piece: they share one field. @param {any} content @param {any} injected */
  #audio(content, injected = this.#ahead) {
    const sounds = (content.modelTurn?.parts ?? []).map((/** @type {any} */ part) => part.inlineData)
      .filter((/** @type {any} */ data) => data?.mimeType?.startsWith('audio/pcm'));
    if (sounds.length === 0) {
      return undefined;
    }
    this.#ahead = undefined;
    this.#turns += this.#speaking ? 0 : 1;
    this.#speaking = true;
    const rate = Number(/rate=(\d+)/.exec(sounds[0].mimeType)?.[1] ?? OUTPUT_RATE);
    const pcm = joined(sounds.map((/** @type {any} */ { data }) => fromBase64(data)));
    return this.#isLate ? undefined : { pcm, rate, turn: this.#turn(), injected };
  }

  /** @param {boolean | undefined} interrupted */
  #end(interrupted) {
    const spoke = this.#speaking;
    this.#speaking = false;
    this.#isLate = false;
    this.#ahead = undefined;
    if (interrupted) {
      return { interrupt: true };
    }
    return spoke ? { end: this.#turn() } : {};
  }

  #turn() {
    return `gemini-${this.#turns}`;
  }
}

/** @param {Uint8Array[]} pieces */
function joined(pieces) {
  if (pieces.length === 1) {
    return pieces[0];
  }
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => {
    all.set(piece, at);
    return at + piece.length;
  }, 0);
  return all;
}

/** What the smallest client says. @type {import('./conversation.js').Talk} */
export const geminiTalk = {
  inputRate: INPUT_RATE,
  protocols: [],
  reader: () => new GeminiReader(),
  url: (signed) => `${signed.base_url?.replace(/^http/, 'ws')}${SERVICE}?key=${signed.api_key}`,
  hello: ({ model = 'gemini-live-2.5-flash-preview' }) => [{ setup: {
    model: `models/${model}`, generationConfig: { responseModalities: ['AUDIO'] }, outputAudioTranscription: {},
  } }],
  text: (text) => [{ clientContent: { turns: [{ role: 'user', parts: [{ text }] }], turnComplete: true } }],
  audio: (base64) => ({ realtimeInput: { audio: { mimeType: `audio/pcm;rate=${INPUT_RATE}`, data: base64 } } }),
  interrupted: () => [], // what the user says or types next interrupts
};

/**
 * Lets a player speak what a session of `@google/genai` (1.23.0 or newer) receives:
 * `ai.live.connect({ model, config, callbacks: attachGemini({ onmessage, onclose }, player).callbacks })`.
 *
 * @template {{ onmessage?: ((message: any) => void) | null }} C
 * @param {C} callbacks the application's own; each is called as before
 * @param {import('./attachment.js').Player} player
 */
export function attachGemini(callbacks, player) {
  let attached = true;
  const attachment = new Attachment(new GeminiReader(), player, () => { attached = false; });
  /** @param {any} message */
  const onmessage = (message) => {
    if (attached) {
      attachment.take(message);
    }
    callbacks.onmessage?.(message);
  };
  return Object.assign(attachment, { callbacks: { ...callbacks, onmessage } });
}
