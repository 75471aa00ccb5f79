// SPDX-License-Identifier: Apache-2.0
// What a client of OpenAI Realtime says and understands.
export class OpenAi {
  rate = 24_000;
  #item;
  #response;
  #cutOff;

  url({ signed_url: url }) {
    return url;
  }

  say(text) {
    const content = [{ type: 'input_text', text }];
    return [{ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } },
      { type: 'response.create' }];
  }

  /** The user has heard so much of the answer. */
  interrupt(heardMillis) {
    this.#cutOff = this.#response;
    return [{ type: 'response.cancel' }, {
      type: 'conversation.item.truncate', item_id: this.#item, content_index: 0, audio_end_ms: Math.round(heardMillis),
    }];
  }

  hear(message) {
    switch (message.type) {
      case 'response.created':
        this.#response = message.response.id;
        return {};
      case 'response.output_audio.delta':
        this.#item = message.item_id;
        return { audio: [message.delta], late: message.response_id === this.#cutOff };
      case 'response.output_audio.done':
        return { late: message.response_id === this.#cutOff };
      case 'response.output_audio_transcript.delta':
        return { text: message.delta };
      case 'response.done':
        return { end: message.response.status };
      default:
        return {};
    }
  }
}
