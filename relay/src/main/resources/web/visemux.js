// SPDX-License-Identifier: Apache-2.0
// A conversation over a signed URL, in the vendor's own protocol (OpenAI Realtime): what an official SDK does, small
// enough to read. The relay adds `mascotVisemes` to the vendor's messages; nothing else here knows that there is one.

const AUDIO = 'response.output_audio.delta';
const AUDIO_DONE = 'response.output_audio.done';

/**
 * Fires `message` (any), `audio` { bytes, injected }, `transcript` { text }, `turnstart`, `turnend` and
 * `close` { code, reason }, each as a CustomEvent with its `detail`.
 */
export class Conversation extends EventTarget {
  #socket;
  #item;
  #response;
  #cutOff;
  #carry = new Uint8Array(0); // a sample may be cut in two by a message's end

  /** Resolves when the conversation stands. */
  open(signedUrl) {
    this.#socket = new WebSocket(signedUrl);
    this.#socket.onmessage = ({ data }) => this.#hear(JSON.parse(data));
    return new Promise((resolve, reject) => {
      this.#socket.onopen = resolve;
      this.#socket.onclose = ({ code, reason }) => {
        reject(new Error(`the connection closed: ${reason || code}`));
        this.#fire('close', { code, reason });
      };
    });
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  say(text) {
    const content = [{ type: 'input_text', text }];
    this.#send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    this.#send({ type: 'response.create' });
  }

  /** The user barges in, having heard so much of the answer. */
  interrupt(heardMillis) {
    this.#cutOff = this.#response;
    this.#send({ type: 'response.cancel' });
    this.#send({
      type: 'conversation.item.truncate', item_id: this.#item, content_index: 0, audio_end_ms: Math.round(heardMillis),
    });
  }

  #hear(message) {
    this.#fire('message', message);
    switch (message.type) {
      case 'response.created':
        this.#response = message.response.id;
        this.#carry = new Uint8Array(0);
        this.#fire('turnstart');
        break;
      case AUDIO:
      case AUDIO_DONE:
        this.#item = message.item_id;
        if (message.response_id !== this.#cutOff) {
          this.#fire('audio', { bytes: this.#samples(message.delta ?? ''), injected: message.mascotVisemes });
        }
        break;
      case 'response.output_audio_transcript.delta':
        this.#fire('transcript', { text: message.delta });
        break;
      case 'response.done':
        this.#fire('turnend', message.response);
        break;
    }
  }

  #samples(base64) {
    const fresh = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const all = new Uint8Array(this.#carry.length + fresh.length);
    all.set(this.#carry);
    all.set(fresh, this.#carry.length);
    const whole = all.length & ~1;
    this.#carry = all.slice(whole);
    return all.subarray(0, whole);
  }

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
