// SPDX-License-Identifier: Apache-2.0
// OpenAI Realtime: https://platform.openai.com/docs/guides/realtime, the events of the beta included.
import { Attachment } from './attachment.js';
import { decoded, pcm16 } from './audio-format.js';
import { fromBase64 } from './base64.js';
import { SEPARATE } from './separate.js';

/** @typedef {import('./attachment.js').Reader} Reader */

const USUAL = pcm16(24_000);
const CUT_KEPT = 16;
/** So far the played position of an SDK may be off before it is corrected. */
const TOLERANCE_MS = 20;

/** @implements {Reader} */
export class OpenAiReader {
  #format = USUAL;
  /** Of responses that have one of their own. @type {Map<string, import('./audio-format.js').AudioFormat>} */
  #formats = new Map();
  #interruptible = true;
  /** The latest one. */
  #response = '';
  #isOver = true;
  /** Those whose audio is late. @type {Set<string>} */
  #cut = new Set();
  /** The latest item that spoke, and its response. */
  #item = '';
  #spoken = '';
  /** Of the next message. @type {any} */
  #ahead;

  /** @param {any} message @returns {import('./attachment.js').Meaning} */
  read(message) {
    switch (message.type) {
      case SEPARATE:
        this.#ahead = message.mascotVisemes;
        return {};
      case 'session.created':
      case 'session.updated':
        return this.#session(message.session);
      case 'response.created':
        return this.#begin(message.response);
      case 'response.output_audio.delta':
      case 'response.audio.delta':
        return this.#audio(message);
      case 'response.output_audio.done':
      case 'response.audio.done':
        return this.#isLate(message) ? {} : { end: message.item_id };
      case 'response.output_audio_transcript.delta':
      case 'response.audio_transcript.delta':
        return this.#isLate(message) ? {} : { text: message.delta };
      case 'response.done':
        return this.#done(message.response);
      case 'input_audio_buffer.speech_started':
        return this.#interruptible ? this.#interrupted(this.#response, this.#spoken) : {};
      case 'conversation.item.truncated':
        return message.item_id === this.#item ? this.#interrupted(this.#spoken) : {};
      default:
        return {};
    }
  }

  cutOff() {
    this.#cutOff(this.#response);
    this.#cutOff(this.#spoken);
  }

  get isAnswering() {
    return !this.#isOver;
  }

  /** @param {any} session */
  #session(session) {
    const detection = session?.audio?.input?.turn_detection ?? session?.turn_detection;
    this.#interruptible = detection?.interrupt_response !== false;
    this.#format = formatOf(session?.audio?.output?.format ?? session?.output_audio_format) ?? this.#format;
    return {};
  }

  /** @param {any} response */
  #begin(response) {
    this.#response = response?.id ?? '';
    this.#isOver = false;
    const own = formatOf(response?.audio?.output?.format);
    if (own) {
      this.#formats.set(this.#response, own);
    }
    return {};
  }

  /** @param {any} message */
  #audio(message) {
    const injected = message.mascotVisemes ?? this.#ahead;
    this.#ahead = undefined;
    if (this.#isLate(message)) {
      return {};
    }
    this.#item = message.item_id;
    this.#spoken = message.response_id;
    const format = this.#formats.get(message.response_id) ?? this.#format;
    const pcm = decoded(format, fromBase64(message.delta));
    return { audio: [{ pcm, rate: format.rate, turn: message.item_id, injected }] };
  }

  /** @param {any} message */
  #isLate(message) {
    return this.#cut.has(message.response_id);
  }

  /** @param {any} response */
  #done(response) {
    this.#formats.delete(response?.id);
    this.#ahead = undefined;
    if (response?.id !== this.#response) {
      return {};
    }
    this.#isOver = true;
    if (response.status === 'cancelled') {
      return this.#interrupted(response.id);
    }
    return response.id === this.#spoken ? { end: this.#item } : {};
  }

  /** Whether they still come or are only still heard, they are silent now. @param {string[]} responses */
  #interrupted(...responses) {
    responses.forEach((response) => this.#cutOff(response));
    return { interrupt: true };
  }

  /** @param {string} response */
  #cutOff(response) {
    if (response !== '') {
      this.#cut.add(response);
    }
    if (this.#cut.size > CUT_KEPT) {
      this.#cut.delete(/** @type {string} */ (this.#cut.values().next().value));
    }
  }
}

/** As the session tells it; the beta names it otherwise. @param {any} told */
function formatOf(told) {
  switch (told?.type ?? told) {
    case 'audio/pcm':
      return pcm16(told.rate ?? USUAL.rate);
    case 'pcm16':
      return USUAL;
    case 'audio/pcmu':
    case 'g711_ulaw':
      return /** @type {const} */ ({ encoding: 'ulaw', rate: 8_000 });
    case 'audio/pcma':
    case 'g711_alaw':
      return /** @type {const} */ ({ encoding: 'alaw', rate: 8_000 });
    default:
      return undefined;
  }
}

/** What the smallest client says; audio goes both ways as PCM16 of 24 kHz. @type {import('./conversation.js').Talk} */
export const openAiTalk = {
  inputRate: USUAL.rate,
  protocols: [],
  reader: () => new OpenAiReader(),
  url: (signed) => signed.signed_url ?? '',
  hello: () => [],
  text: (text) => [
    { type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } },
    { type: 'response.create' },
  ],
  audio: (base64) => ({ type: 'input_audio_buffer.append', audio: base64 }),
  interrupted: ({ turn, playedMs }, cancels) => [
    ...(cancels ? [{ type: 'response.cancel' }] : []),
    ...(turn ? [truncate(turn, playedMs)] : []),
  ],
};

/** @param {string} item @param {number} playedMs */
function truncate(item, playedMs) {
  return { type: 'conversation.item.truncate', item_id: item, content_index: 0, audio_end_ms: Math.floor(playedMs) };
}

/**
 * A `RealtimeSession` of `@openai/agents-realtime`, or its bare transport (`OpenAIRealtimeWebSocket`).
 *
 * @typedef {object} Emitter
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} on
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} off
 * @property {Emitter} [transport]
 * @property {(event: any) => void} [sendEvent]
 */

/**
 * Lets a player speak what a session of the official SDK receives; the application plays no audio itself. From 0.14.2 on
 * the SDK shows visemes as they are; older ones need `viseme_delivery: "separate"`.
 *
 * When the user interrupts, the SDK truncates the answer by its own estimate, the time since the audio arrived; where the
 * player has played less, the item is truncated once more to what was heard.
 *
 * @param {Emitter} session
 * @param {import('./attachment.js').Player} player
 */
export function attachOpenAi(session, player) {
  const transport = session.transport ?? session;
  const all = session.transport ? 'transport_event' : '*';
  /** @param {any} message */
  const onMessage = (message) => {
    attachment.take(message);
    correct(message);
  };
  const onInterrupted = () => { attachment.interrupt(); };
  /** @param {any} message */
  const correct = ({ type, item_id: item, audio_end_ms: toldMs }) => {
    const { turn, playedMs } = attachment.interrupted;
    if (type === 'conversation.item.truncated' && item === turn && toldMs - playedMs > TOLERANCE_MS) {
      transport.sendEvent?.(truncate(item, playedMs));
    }
  };
  const attachment = new Attachment(new OpenAiReader(), player, () => {
    session.off(all, onMessage);
    session.off('audio_interrupted', onInterrupted);
  });
  session.on(all, onMessage);
  session.on('audio_interrupted', onInterrupted);
  return attachment;
}
