// SPDX-License-Identifier: Apache-2.0
// What a client of ElevenLabs Agents says and understands. A turn has no end: it is over when its audio is played.
import { voice } from './microphone.js';

export class ElevenLabs {
  rate = 16_000; // until the metadata say otherwise
  protocols = ['convai'];
  endsUntold = true;
  #cutOff = 0;

  url({ signed_url: url }) {
    return url;
  }

  hello() {
    return { type: 'conversation_initiation_client_data' };
  }

  say(text) {
    return [{ type: 'user_message', text }];
  }

  interrupt() {
    return [{ user_audio_chunk: voice(16_000) }];
  }

  hear(message) {
    switch (message.type) {
      case 'conversation_initiation_metadata':
        this.rate = Number(message.conversation_initiation_metadata_event.agent_output_audio_format.split('_')[1]);
        return {};
      case 'ping':
        return { reply: { type: 'pong', event_id: message.ping_event.event_id } };
      case 'agent_response':
        return { text: message.agent_response_event.agent_response };
      case 'audio':
        return { audio: [message.audio_event.audio_base_64], late: message.audio_event.event_id <= this.#cutOff };
      case 'interruption':
        this.#cutOff = message.interruption_event.event_id;
        return { end: 'cancelled' };
      default:
        return {};
    }
  }
}
