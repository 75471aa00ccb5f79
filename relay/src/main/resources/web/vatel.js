// SPDX-License-Identifier: Apache-2.0
// What a client of Vatel says and understands: it has a microphone and nothing else.
import { silence, voice } from './microphone.js';

const RATE = 24_000;

export class Vatel {
  rate = RATE;
  #turn;
  #cutOff;

  url({ signed_url: url }) {
    return url;
  }

  say() {
    return [voice(RATE), silence(RATE)].map(input);
  }

  interrupt() {
    return [voice(RATE)].map(input);
  }

  hear({ type, data }) {
    switch (type) {
      case 'response_audio':
        this.#turn = data.turn_id;
        return {
          audio: [data.audio], late: data.turn_id === this.#cutOff, end: data.is_final ? 'completed' : undefined,
        };
      case 'response_text':
        return { text: data.text };
      case 'interruption':
        this.#cutOff = this.#turn;
        return { end: 'cancelled' };
      default:
        return {};
    }
  }
}

function input(audio) {
  return { type: 'input_audio', data: { audio } };
}
