// SPDX-License-Identifier: Apache-2.0
// A file that is dropped is spoken; the last turn is heard again, raw beside smoothed, and its timeline can be kept.
import { TurnRecorder, readTimeline } from '../client/timeline.js';
import { again, injectedOf, isHeardAgain, samplesOf } from './recording.js';

export class Recordings {
  #$;
  #player;
  #signing;
  #calls;
  #recorder;
  #spoken = 0;
  #replays = 0;

  constructor($, { player, signing, calls }) {
    this.#$ = $;
    this.#player = player;
    this.#signing = signing;
    this.#calls = calls;
    this.#recorder = new TurnRecorder(player);
    player.addEventListener('audio', ({ detail: { pcm } }) => pcm.length > 0 && this.#offer());
    $('replay').addEventListener('click', () => this.#replay());
    $('save').addEventListener('click', () => this.#save());
    $('file').addEventListener('change', () => this.#take($('file').files[0]));
    this.#listenToDrops();
  }

  /** Whether the last turn is being heard again. */
  get isReplaying() {
    return isHeardAgain(this.#player.turn) && this.#player.aheadMs > 0;
  }

  #offer() {
    this.#$('replay').disabled = false;
    this.#$('save').disabled = false;
    this.#$('replay-note').textContent = 'The sliders hold for it, too.';
  }

  #replay() {
    const { turn } = this.#recorder;
    return this.#calls.alone(() => {
      const audio = again(turn, ++this.#replays);
      this.#player.play(audio);
      this.#player.endTurn(audio.turn);
    });
  }

  #save() {
    const { timeline } = this.#recorder.turn;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([JSON.stringify(timeline)], { type: 'application/json' }));
    link.download = 'turn.visemes.json';
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** Anywhere on the page: a file that misses the target would else take the page's place. */
  #listenToDrops() {
    const drop = this.#$('drop');
    document.addEventListener('dragover', (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
    document.addEventListener('dragleave', (event) => event.relatedTarget ?? drop.classList.remove('over'));
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      this.#take(event.dataTransfer.files[0]);
    });
  }

  async #take(file) {
    if (!file) {
      return;
    }
    const text = this.#$('drop-text');
    text.textContent = `${file.name}: listening…`;
    const spoken = await this.#calls.alone(() => this.#speak(file));
    text.textContent = spoken ?? 'Drop a WAV here, or choose one';
    this.#$('file').value = ''; // the same one may be chosen again
  }

  async #speak(file) {
    const { pcm, rate, seconds } = await samplesOf(file);
    const query = new URLSearchParams({ natural_lip_sync: false, model: this.#$('language').value });
    const timeline = readTimeline(await this.#signing.timeline(pcm, rate, query));
    const turn = `recording-${++this.#spoken}`;
    this.#player.play({ pcm, rate, turn, injected: injectedOf(timeline) });
    this.#player.endTurn(turn);
    return `${file.name}: ${seconds.toFixed(1)} s, ${timeline.cues.length} visemes. Drop another.`;
  }
}
