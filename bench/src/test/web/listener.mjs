// SPDX-License-Identifier: Apache-2.0
/** In the place of a player: writes down what an adapter tells it. It has heard half of what it was given. */
export class Listener {
  /** { play }, { end } or { interrupt }, in order. */
  calls = [];

  play(audio) {
    this.calls.push({ play: audio });
  }

  endTurn(turn) {
    this.calls.push({ end: turn });
  }

  interrupt() {
    const turn = this.calls.findLast(({ play }) => play)?.play.turn;
    this.calls.push({ interrupt: turn });
    return { turn, playedMs: this.receivedMs(turn) / 2 };
  }

  get audio() {
    return this.calls.flatMap(({ play }) => play ?? []);
  }

  get turns() {
    return [...new Set(this.audio.map(({ turn }) => turn))];
  }

  receivedMs(turn) {
    return this.audio.filter((audio) => audio.turn === turn)
      .reduce((sum, { pcm, rate }) => sum + (pcm.length * 1000) / 2 / rate, 0);
  }
}
