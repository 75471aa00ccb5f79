// SPDX-License-Identifier: Apache-2.0
// What is counted: messages, visemes, sound, and what a browser can know of the time that the relay adds.
import { AddedLatency } from './added-latency.js';
import { isHeardAgain } from './recording.js';

export class Readings {
  #player;
  #cells;
  #latency = new AddedLatency();
  #counts = { messages: 0, audio: 0, decorated: 0, visemes: 0, seconds: 0 };
  #written = {};

  constructor($, player) {
    this.#player = player;
    this.#cells = Object.fromEntries(
      ['messages', 'decorated', 'visemes', 'seconds', 'ahead', 'latency', 'injected'].map((id) => [id, $(id)]),
    );
    player.addEventListener('audio', ({ detail }) => isHeardAgain(detail.turn) || this.#audio(detail));
  }

  /** A message of a vendor. */
  message({ mascotVisemes: injected }) {
    this.#counts.messages++;
    this.#latency.arrived(performance.now(), injected?.audio_duration > 0);
    if (injected) {
      this.#write('injected', JSON.stringify(injected));
    }
  }

  #audio({ pcm, rate, injected }) {
    if (pcm.length > 0) {
      this.#counts.audio++;
      this.#counts.seconds += pcm.length / 2 / rate;
      this.#counts.decorated += injected ? 1 : 0;
    }
    this.#counts.visemes += injected?.visemes?.length ?? 0;
  }

  /** Once an animation frame. */
  show() {
    const { messages, audio, decorated, visemes, seconds } = this.#counts;
    const median = this.#latency.median;
    this.#write('messages', messages);
    this.#write('decorated', `${decorated} of ${audio}`);
    this.#write('visemes', visemes);
    this.#write('seconds', seconds.toFixed(1));
    this.#write('ahead', Math.round(this.#player.aheadMs));
    this.#write('latency', median === undefined ? '–' : `≤ ${median < 10 ? median.toFixed(1) : Math.round(median)}`);
  }

  #write(cell, text) {
    if (this.#written[cell] !== text) {
      this.#written[cell] = text;
      this.#cells[cell].textContent = text;
    }
  }
}
