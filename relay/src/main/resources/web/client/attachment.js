// SPDX-License-Identifier: Apache-2.0
// Between a vendor's messages and a player: each message is read once, and the player told what it means.

/** @typedef {import('./player.js').AgentAudio} AgentAudio */

/**
 * The part of a player that adapters use.
 *
 * @typedef {object} Player
 * @property {(audio: AgentAudio) => void} play
 * @property {(turn?: string) => void} endTurn
 * @property {() => { turn?: string, playedMs: number }} interrupt
 * @property {() => void} [newSession]  turns may be called as turns of the session before were
 */

/**
 * What one message of a vendor means for a mouth, in the order in which it counts.
 *
 * @typedef {object} Meaning
 * @property {AgentAudio[]} [audio]
 * @property {string} [end]         no more audio comes of this turn
 * @property {boolean} [interrupt]  what is not heard yet is not to be heard
 * @property {{ turn?: string, playedMs: number }} [heard]  of the turn that was interrupted: the player's answer
 * @property {string} [text]        what the agent says, in words
 * @property {object} [reply]       what this vendor wants to be answered at once, by whoever holds the socket
 */

/**
 * One session's messages, in order. It knows the vendor's protocol and keeps what later messages depend on (the format,
 * the turn, which audio is late); it touches nothing else.
 *
 * @typedef {object} Reader
 * @property {(message: any) => Meaning} read
 * @property {boolean} [isAnswering]  the vendor has not finished its answer; undefined where it does not say
 * @property {() => void} cutOff  the user has interrupted, though no message tells: audio of this turn is late from now on
 */

/** @type {Meaning} */
const NOTHING = Object.freeze({});

/** One session attached to a player, until {@link Attachment#detach}. */
export class Attachment {
  /** Messages of any kind. */
  messageCount = 0;
  /** Messages with audio. */
  audioCount = 0;
  /** Those of them that carried visemes. */
  decoratedCount = 0;
  /**
   * The turn that was interrupted last, and how much of it was heard: for whoever must tell the vendor.
   * @type {{ turn?: string, playedMs: number }}
   */
  interrupted = { playedMs: 0 };
  #reader;
  #player;
  #detach;

  /**
   * @param {Reader} reader
   * @param {Player} player
   * @param {() => void} detach  stops the messages
   */
  constructor(reader, player, detach = () => {}) {
    this.#reader = reader;
    this.#player = player;
    this.#detach = detach;
    player.newSession?.();
  }

  /** One message as the vendor sent it. Never throws, whatever it is. @param {any} message @returns {Meaning} */
  take(message) {
    if (typeof message !== 'object' || message === null) {
      return NOTHING;
    }
    this.messageCount++;
    const meaning = this.#read(message);
    meaning.audio?.forEach((audio) => this.#sound(audio));
    if (meaning.end !== undefined) {
      this.#player.endTurn(meaning.end);
    }
    return meaning.interrupt ? { ...meaning, heard: this.#silence() } : meaning;
  }

  /** The user has interrupted: silence, and late audio of this turn is not heard. */
  interrupt() {
    this.#reader.cutOff();
    return this.#silence();
  }

  /** The vendor has not finished its answer, though all of it may have come; undefined where it does not say. */
  get isAnswering() {
    return this.#reader.isAnswering;
  }

  /** Hears no more of the session. What was heard is still played. */
  detach() {
    this.#detach();
    this.#detach = () => {};
  }

  /** What is built as no vendor builds it means nothing. @param {any} message @returns {Meaning} */
  #read(message) {
    try {
      return this.#reader.read(message);
    } catch {
      return NOTHING;
    }
  }

  /** SDKs tell of one interruption twice: what was heard counts at the first time. */
  #silence() {
    const heard = this.#player.interrupt();
    if (heard.turn !== undefined && heard.turn !== this.interrupted.turn) {
      this.interrupted = heard;
    }
    return heard;
  }

  /** @param {AgentAudio} audio */
  #sound(audio) {
    this.audioCount++;
    this.decoratedCount += audio.injected ? 1 : 0;
    this.#player.play(audio);
  }
}
