// SPDX-License-Identifier: Apache-2.0
// ElevenLabs Agents: https://elevenlabs.io/docs/eleven-agents/api-reference/eleven-agents/websocket.
import { Attachment } from './attachment.js';
import { decoded, pcm16 } from './audio-format.js';
import { fromBase64 } from './base64.js';
import { SEPARATE } from './separate.js';

/** @typedef {import('./attachment.js').Reader} Reader */

const USUAL = pcm16(16_000);

/**
 * There is no end of a turn: it is over at an interruption, or when the user is heard again.
 *
 * @implements {Reader}
 */
export class ElevenLabsReader {
  #format;
  #turns = 1;
  #speaking = false;
  #lastId = -1;
  /** Whoever listens wants no more of this answer; the vendor does not know. */
  #isHushed = false;
  /** Audio up to this number is late. */
  #lateId = -1;
  /** Of the next message. @type {any} */
  #ahead;

  /** @param {import('./audio-format.js').AudioFormat} [format] until the metadata, which come first, tell another */
  constructor(format = USUAL) {
    this.#format = format;
  }

  /** @param {any} message @returns {import('./attachment.js').Meaning} */
  read(message) {
    switch (message.type) {
      case SEPARATE:
        this.#ahead = message.mascotVisemes;
        return {};
      case 'conversation_initiation_metadata':
        this.#format = formatOf(message.conversation_initiation_metadata_event?.agent_output_audio_format) ?? this.#format;
        return {};
      case 'ping':
        return { reply: { type: 'pong', event_id: message.ping_event?.event_id } };
      case 'agent_response':
        return { text: message.agent_response_event?.agent_response };
      case 'audio':
        return this.#audio(message.audio_event, message.mascotVisemes);
      case 'user_transcript':
        this.#over();
        return {};
      case 'interruption':
        this.#lateId = message.interruption_event?.event_id ?? this.#lastId;
        this.#over();
        return { interrupt: true };
      default:
        return {};
    }
  }

  cutOff() {
    this.#isHushed = this.#speaking;
  }

  /** @param {any} event @param {any} injected @returns {import('./attachment.js').Meaning} */
  #audio(event, injected = this.#ahead) {
    this.#ahead = undefined;
    this.#lastId = event?.event_id ?? this.#lastId;
    if (this.#isHushed || event?.event_id <= this.#lateId) {
      return {};
    }
    if (injected?.start === 0) {
      this.#over();
    }
    this.#speaking = true;
    const pcm = decoded(this.#format, fromBase64(event?.audio_base_64));
    return { audio: [{ pcm, rate: this.#format.rate, turn: this.#turn(), injected }] };
  }

  #over() {
    this.#turns += this.#speaking ? 1 : 0;
    this.#speaking = false;
    this.#isHushed = false;
  }

  #turn() {
    return `elevenlabs-${this.#turns}`;
  }
}

/** As the metadata name it: pcm_8000 to pcm_48000, ulaw_8000. @param {unknown} name */
function formatOf(name) {
  const [, encoding, rate] = /^(pcm|ulaw)_(\d+)$/.exec(String(name)) ?? [];
  return rate ? formatNamed(encoding, Number(rate)) : undefined;
}

/** @param {string} encoding @param {number} rate @returns {import('./audio-format.js').AudioFormat} */
function formatNamed(encoding, rate) {
  return encoding === 'ulaw' ? { encoding, rate } : pcm16(rate);
}

/** What the smallest client says; it speaks PCM16 of 16 kHz. @type {import('./conversation.js').Talk} */
export const elevenLabsTalk = {
  inputRate: USUAL.rate,
  protocols: ['convai'],
  reader: () => new ElevenLabsReader(),
  url: (signed) => signed.signed_url ?? '',
  hello: () => [{ type: 'conversation_initiation_client_data' }],
  text: (text) => [{ type: 'user_message', text }],
  audio: (base64) => ({ user_audio_chunk: base64 }),
  interrupted: () => [], // what the user says or types next interrupts
};

/**
 * Lets a player speak what a voice conversation of `@elevenlabs/client` receives:
 * `Conversation.startSession(attachElevenLabs({ signedUrl, onConnect }, player).options)`. The SDK's own loudspeaker is
 * turned down, so that nothing sounds twice: it starts each message when it arrives, which no mouth can know.
 *
 * The SDK shows whole messages from 1.18 on (`onIncomingEvent`). Older ones need `viseme_delivery: "separate"`: visemes
 * come to `onDebug`, and their audio right after them to `onAudio`; before 1.0 the application itself turns the SDK down,
 * with `conversation.setVolume({ volume: 0 })`.
 *
 * @param {Record<string, any>} options the application's own; each callback is called as before
 * @param {import('./attachment.js').Player} player
 * @param {{ rate?: number }} [format] of the agent's audio, for SDKs that do not tell it
 */
export function attachElevenLabs(options, player, { rate = USUAL.rate } = {}) {
  let isAttached = true;
  const attachment = new Attachment(new ElevenLabsReader(pcm16(rate)), player, () => { isAttached = false; });
  const listeners = Object.entries(listenersTo(attachment)).map(([name, listen]) => [name, (/** @type {any} */ told) => {
    if (isAttached) {
      listen(told);
    }
    return options[name]?.(told);
  }]);
  return Object.assign(attachment, { options: { ...options, ...Object.fromEntries(listeners) } });
}

/** @param {Attachment} attachment @returns {Record<string, (told: any) => void>} */
function listenersTo(attachment) {
  let isWhole = false; // then callbacks with parts of a message are not needed
  /** @param {any} message */
  const part = (message) => {
    if (!isWhole) {
      attachment.take(message);
    }
  };
  return {
    onConversationCreated: (conversation) => {
      conversation.setVolume?.({ volume: 0 });
      attachment.take(metadata(conversation.connection?.outputFormat));
    },
    onIncomingEvent: (event) => {
      isWhole = true;
      attachment.take(event);
    },
    onDebug: (event) => event?.type === SEPARATE && part(event),
    onAudio: (base64) => part({ type: 'audio', audio_event: { audio_base_64: base64 } }),
    onInterruption: () => part({ type: 'interruption' }),
  };
}

/** The SDK keeps this message to itself, and the format in its connection. @param {any} format */
function metadata(format) {
  return {
    type: 'conversation_initiation_metadata',
    conversation_initiation_metadata_event: { agent_output_audio_format: `${format?.format}_${format?.sampleRate}` },
  };
}
