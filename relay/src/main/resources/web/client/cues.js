// SPDX-License-Identifier: Apache-2.0
// What is seen when, by the *sound clock*: seconds of sound that were taken in so far, whatever the turn and whenever
// it is heard. Pure: no audio, no timers. `start` places a message on its turn's own clock, and by that the message
// without sound that closes the mouth, which comes long before its moment is heard.
import { Changes } from './changes.js';
import { REST, changesOf } from './injected.js';
import { RAW, sameLipSync } from './natural-lip-sync.js';
import { Turn } from './turn.js';

/** @typedef {import('./injected.js').Change} Change */
/** @typedef {import('./injected.js').Injected} Injected */
/** @typedef {import('./injected.js').Warn} Warn */
/** @typedef {import('./natural-lip-sync.js').LipSyncOptions} LipSyncOptions */

/**
 * @typedef {object} Message    one that the server did not smooth
 * @property {Turn} turn
 * @property {number} sound     where it lies on the sound clock
 * @property {import('./turn-lips.js').Place} place  and on the turn's
 * @property {Change[]} changes
 * @property {number} before    the shape until the first of them
 */

const TURNS_KEPT = 16;
/** Seconds: less than a sample. */
const MOMENT = 1e-6;

export class Cues {
  /** What is seen. @type {Changes<number>} */
  shown = new Changes();
  /** The same as it was received. @type {Changes<number>} */
  received = new Changes();
  /** Whose sound it is. @type {Changes<string>} */
  names = new Changes();
  /** Seconds of sound that were taken in. */
  end = 0;

  /** @type {Map<string, Turn>} */
  #turns = new Map();
  /** Not heard yet, and not smoothed by the server. @type {Message[]} */
  #smoothable = [];
  #options;
  #warn;

  /**
   * @param {LipSyncOptions} options
   * @param {Warn} warn
   */
  constructor(options = RAW, warn = () => {}) {
    this.#options = options;
    this.#warn = warn;
  }

  get options() {
    return this.#options;
  }

  /**
   * So much sound of a turn and its visemes; none where it was not analysed: the mouth rests.
   *
   * @param {string} name
   * @param {number} seconds
   * @param {Injected} [injected]
   * @param {number} [sampleMs]  length of a sample
   */
  add(name, seconds, injected, sampleMs = 0) {
    if (seconds > 0) {
      this.#addSound(this.#turn(name), name, seconds, injected, sampleMs);
    } else if (injected && this.#turns.has(name)) {
      this.#addSilent(this.#turn(name), injected);
    }
  }

  /** No more of it comes. @param {string} name */
  endTurn(name) {
    const turn = this.#turns.get(name);
    if (turn) {
      turn.ended = true;
    }
  }

  /** Nothing of a turn is to be heard after a moment of the sound clock. @param {string} name @param {number} sound */
  isOver(name, sound) {
    const turn = this.#turns.get(name);
    return !turn || (turn.ended && turn.isPlayed(sound));
  }

  /** The turns of which something may be heard after this moment, oldest first. @param {number} sound */
  open(sound) {
    return [...this.#turns.keys()].filter((name) => !this.isOver(name, sound));
  }

  /** ms of a turn that have been heard at a moment of the sound clock. @param {string} name @param {number} sound */
  heardMs(name, sound) {
    return this.#turns.get(name)?.heardMs(sound) ?? 0;
  }

  /** What lies behind this moment will never be heard. @param {number} sound */
  cut(sound) {
    this.end = Math.min(this.end, sound);
    this.shown.put(this.end, REST);
    this.received.put(this.end, REST);
    this.#smoothable = [];
  }

  /** A turn that nobody will ask for again. @param {string} name */
  drop(name) {
    this.#turns.delete(name);
  }

  /** Turns that come may be called as these were. */
  forgetTurns() {
    this.#turns.clear();
  }

  /** What lies before this moment is of no use. @param {number} sound */
  forget(sound) {
    this.shown.forget(sound);
    this.received.forget(sound);
    this.names.forget(sound);
    while (this.#smoothable.length > 0 && this.#smoothable[0].sound < sound) {
      this.#smoothable.shift();
    }
    for (const [name, turn] of this.#turns) {
      turn.forget(sound);
      if (this.#turns.size > TURNS_KEPT && this.isOver(name, sound)) {
        this.#turns.delete(name);
      }
    }
  }

  /**
   * Other options: messages that begin behind this moment are smoothed again, what was told before stays told.
   *
   * @param {LipSyncOptions} options
   * @param {number} sound
   */
  smoothAgain(options, sound) {
    if (sameLipSync(options, this.#options)) {
      return;
    }
    this.#options = options;
    const again = this.#smoothable.filter((each) => each.sound >= sound);
    const from = again[0]?.sound ?? this.end;
    for (const turn of this.#turns.values()) {
      const first = again.find((each) => each.turn === turn);
      const told = turn.began < from ? this.shown.at(from - MOMENT) : undefined;
      turn.lips.become(options, first?.place.ms ?? turn.endMs, told);
    }
    again.forEach((message) => this.#show(message));
  }

  /**
   * @param {Turn} turn
   * @param {string} name
   * @param {number} seconds
   * @param {Injected | undefined} injected
   * @param {number} sampleMs
   */
  #addSound(turn, name, seconds, injected, sampleMs) {
    const sound = this.end;
    const lengthMs = seconds * 1000;
    const place = { ms: turn.placeOf(injected?.start), lengthMs, sampleMs };
    this.names.put(sound, name);
    turn.hear(sound, seconds, place.ms);
    this.end += seconds;
    if (!injected) {
      this.received.put(sound, REST);
      this.shown.put(sound, REST);
      return;
    }
    const message = { turn, sound, place, before: turn.told, changes: changesOf(injected, lengthMs, this.#warn) };
    put(this.received, sound, message.before, message.changes);
    turn.told = message.changes.at(-1)?.id ?? turn.told;
    if (injected.smoothed) {
      put(this.shown, sound, message.before, message.changes);
    } else {
      this.#smoothable.push(message);
      this.#show(message);
    }
  }

  /** @param {Message} message */
  #show({ turn, sound, place, before, changes }) {
    const shown = turn.lips.told ?? before;
    put(this.shown, sound, shown, turn.lips.smooth(changes, before, place));
  }

  /** Behind the sound of others there is nothing to see. @param {Turn} turn @param {Injected} injected */
  #addSilent(turn, injected) {
    const last = changesOf(injected, 0, this.#warn).at(-1);
    if (!last || turn.endSound < this.end - MOMENT) {
      return;
    }
    const sound = Math.min(this.end, turn.endSound + (turn.placeOf(injected.start) - turn.endMs) / 1000);
    turn.told = last.id;
    turn.lips.tell(last.id);
    this.received.put(sound, last.id);
    this.shown.put(sound, last.id);
  }

  /** One turn at a time speaks: another one ends those before it. @param {string} name */
  #turn(name) {
    let turn = this.#turns.get(name);
    if (!turn) {
      this.#turns.forEach((other) => { other.ended = true; });
      turn = new Turn(this.#options, this.end);
      this.#turns.set(name, turn);
    }
    return turn;
  }
}

/** @param {Changes<number>} list @param {number} sound @param {number} before @param {Change[]} changes */
function put(list, sound, before, changes) {
  list.put(sound, before);
  for (const { id, ms } of changes) {
    list.put(sound + ms / 1000, id);
  }
}
