// SPDX-License-Identifier: Apache-2.0
// Merges and holds shapes so that a face does not chatter: the twin of the server's NaturalLipSync.java, hop for hop.
// What a setting means, and when a shape is told, is said there; the same test vectors are run by both.
import { VISEMES, distinctiveness, similarity } from './mouth-shape.js';

export const HOP_MS = 10;

/**
 * @typedef {object} LipSyncOptions
 * @property {number} minVisemeInterval          ms: shapes closer than this merge
 * @property {number} mergeWindow                ms: window in which similar shapes merge
 * @property {number} keyVisemePreference        0 to 1: preference for distinctive shapes over long ones
 * @property {number} similarityThreshold        0 to 1: how alike two shapes must be to merge
 * @property {boolean} preserveSilence           silence is never merged away
 * @property {boolean} preserveCriticalVisemes   critical shapes are never skipped
 * @property {number} criticalVisemeMinDuration  ms: critical shapes are held at least this long
 * @property {readonly number[]} criticalVisemeIds
 * @property {number} desktopTransitionDuration  ms: for whoever draws; no matter here
 * @property {number} mobileTransitionDuration   ms: likewise
 */

/** @typedef {boolean | string | Partial<LipSyncOptions>} LipSyncSetting  on or off, a preset's name, or fields */

const CRITICAL = Object.freeze([7, 8, 13, 14, 18, 21]);

/** @param {Partial<LipSyncOptions>} fields */
const preset = (fields) => Object.freeze(/** @type {LipSyncOptions} */ ({
  minVisemeInterval: 40, mergeWindow: 60, keyVisemePreference: 0.6, similarityThreshold: 0.4,
  preserveSilence: true, preserveCriticalVisemes: true, criticalVisemeMinDuration: 80, criticalVisemeIds: CRITICAL,
  desktopTransitionDuration: 18, mobileTransitionDuration: 22, ...fields,
}));

/** Speech at a usual pace. */
export const CONVERSATION = preset({});
/** More is left out, so that a hurried mouth does not flutter. */
export const FAST_SPEECH = preset({
  minVisemeInterval: 80, mergeWindow: 100, keyVisemePreference: 0.5, similarityThreshold: 0.3,
});
/** Clear articulation: only near twins merge. */
export const EDUCATIONAL = preset({ mergeWindow: 50, keyVisemePreference: 0.9, similarityThreshold: 0.8 });
/** Nothing merges, nothing waits: every change as it is decoded. */
export const RAW = preset({
  minVisemeInterval: 0, mergeWindow: 0, keyVisemePreference: 0, similarityThreshold: 1, preserveSilence: false,
  preserveCriticalVisemes: false, criticalVisemeMinDuration: 0, criticalVisemeIds: Object.freeze([]),
});

/** By every name that the server knows, too. @type {Readonly<Record<string, LipSyncOptions>>} */
export const PRESETS = Object.freeze({
  conversation: CONVERSATION, fast_speech: FAST_SPEECH, fastSpeech: FAST_SPEECH, educational: EDUCATIONAL,
});

const isMillis = /** @param {unknown} v */ (v) => typeof v === 'number' && v >= 0 && v <= 10_000;
const isShare = /** @param {unknown} v */ (v) => typeof v === 'number' && v >= 0 && v <= 1;
const isFlag = /** @param {unknown} v */ (v) => typeof v === 'boolean';
const isViseme = /** @param {unknown} v */ (v) => Number.isInteger(v) && Number(v) >= 0 && Number(v) < VISEMES;

/** @type {Record<string, [(value: unknown) => boolean, string]>} */
const FIELDS = {
  minVisemeInterval: [isMillis, 'a number of milliseconds from 0 to 10000'],
  mergeWindow: [isMillis, 'a number of milliseconds from 0 to 10000'],
  keyVisemePreference: [isShare, 'a number from 0 to 1'],
  similarityThreshold: [isShare, 'a number from 0 to 1'],
  preserveSilence: [isFlag, 'true or false'],
  preserveCriticalVisemes: [isFlag, 'true or false'],
  criticalVisemeMinDuration: [isMillis, 'a number of milliseconds from 0 to 10000'],
  criticalVisemeIds: [(v) => Array.isArray(v) && v.every(isViseme), 'a list of viseme ids from 0 to 21'],
  desktopTransitionDuration: [isMillis, 'a number of milliseconds from 0 to 10000'],
  mobileTransitionDuration: [isMillis, 'a number of milliseconds from 0 to 10000'],
};

/**
 * What a setting means; fields stand on those of a conversation.
 *
 * @param {LipSyncSetting} [setting]
 * @returns {LipSyncOptions} frozen
 * @throws {TypeError} naming what is wrong: a page's mistake, not the network's
 */
export function lipSyncOptions(setting = true) {
  if (typeof setting === 'boolean') {
    return setting ? CONVERSATION : RAW;
  }
  if (typeof setting === 'string') {
    if (!Object.hasOwn(PRESETS, setting)) {
      throw new TypeError(`naturalLipSync has no preset '${setting}'; there are ${Object.keys(PRESETS).join(', ')}`);
    }
    return PRESETS[setting];
  }
  if (setting === null || typeof setting !== 'object' || Array.isArray(setting)) {
    throw new TypeError('naturalLipSync must be true, false, a preset or an object of settings');
  }
  const given = Object.fromEntries(Object.entries(setting).filter(([, value]) => value !== undefined));
  Object.entries(given).forEach(([name, value]) => check(name, value));
  return Object.freeze({ ...CONVERSATION, ...given });
}

/** @param {string} name @param {unknown} value */
function check(name, value) {
  if (!Object.hasOwn(FIELDS, name)) {
    throw new TypeError(`naturalLipSync.${name} is not a setting of natural lip sync`);
  }
  const [is, what] = FIELDS[name];
  if (!is(value)) {
    throw new TypeError(`naturalLipSync.${name} must be ${what}`);
  }
}

/**
 * By value: two objects that say the same are the same.
 *
 * @param {LipSyncOptions} a
 * @param {LipSyncOptions} b
 */
export function sameLipSync(a, b) {
  return Object.keys(FIELDS).every((name) => {
    const key = /** @type {keyof LipSyncOptions} */ (name);
    return String(a[key]) === String(b[key]);
  });
}

const NONE = -1;
const SILENCE = 0;
const float = Math.fround;

/** @param {number} millis */
const hops = (millis) => Math.ceil(Math.ceil(millis) / HOP_MS);

/** @param {readonly number[]} ids */
const bits = (ids) => ids.reduce((all, id) => all | (1 << id), 0);

/** @typedef {(viseme: number, hop: number) => void} Change  hears of what the mouth is told, and from which hop on */

/** A viseme for every hop in, changes out, in order. One turn at a time; it never takes back what it told. */
export class NaturalLipSync {
  #interval;
  #window;
  #hold;
  #lookAhead;
  #preference;
  #threshold;
  #preserveSilence;
  /** A bit for each viseme that is never skipped, and for each that is held. */
  #kept;
  #critical;

  /** Hops that were added and not decided yet lie in a ring. */
  #ahead;
  #added = 0;
  #decided = 0;
  /** Kept shapes whose onset has passed. @type {{ shape: number, onset: number }[]} */
  #waiting = [];

  #told = NONE;
  #toldAt = 0;
  #run = NONE;
  #runFrom = 0;
  #mergedUntil = 0;
  #mergesNext = false;
  #dueSince = NONE;

  /** @param {LipSyncOptions} options */
  constructor(options) {
    this.#interval = hops(options.minVisemeInterval);
    this.#window = hops(options.mergeWindow);
    this.#critical = options.preserveCriticalVisemes ? bits(options.criticalVisemeIds) : 0;
    this.#kept = this.#critical | (options.preserveSilence ? 1 << SILENCE : 0);
    this.#hold = this.#critical === 0 ? 0 : hops(options.criticalVisemeMinDuration);
    this.#lookAhead = 2 * Math.max(this.#interval, this.#window);
    this.#preference = float(options.keyVisemePreference);
    this.#threshold = float(options.similarityThreshold);
    this.#preserveSilence = options.preserveSilence;
    this.#ahead = new Uint8Array(2 << Math.floor(Math.log2(this.#lookAhead + 1)));
  }

  /** A new turn. */
  restart() {
    this.#added = 0;
    this.#decided = 0;
    this.#told = NONE;
    this.#lose();
  }

  /** How many hops there were. */
  get hops() {
    return this.#added;
  }

  /** Below this hop all changes are told. */
  get decided() {
    return this.#decided;
  }

  /** What the mouth was told last, or -1. */
  get told() {
    return this.#told;
  }

  /**
   * The viseme of the next hop.
   *
   * @param {number} viseme
   * @param {Change} mouth
   */
  add(viseme, mouth) {
    this.#ahead[this.#at(this.#added++)] = viseme;
    if (this.#added - this.#decided > this.#lookAhead) {
      this.#step(mouth, false);
    }
  }

  /** Decides what there is: nobody waits for what comes next. @param {Change} mouth */
  settle(mouth) {
    while (this.#decided < this.#added) {
      this.#step(mouth, false);
    }
  }

  /**
   * Decides what is below `hop`, and nothing will be added: holds are cut so that what waits is still told.
   *
   * @param {number} hop
   * @param {Change} mouth
   */
  finish(hop, mouth) {
    while (this.#decided < Math.min(hop, this.#added)) {
      this.#step(mouth, true);
    }
  }

  /** So many hops passed of which nothing is told, after {@link settle}. @param {number} count */
  skip(count) {
    this.#added += count;
    this.#decided = this.#added;
    this.#lose();
  }

  /** The mouth was told something by others, after {@link settle}. @param {number} viseme */
  tell(viseme) {
    this.#lose();
    this.#told = viseme;
    this.#toldAt = this.#added;
  }

  #lose() {
    this.#waiting.length = 0;
    this.#run = NONE;
    this.#mergesNext = false;
    this.#dueSince = NONE;
  }

  /** @param {Change} mouth @param {boolean} last */
  #step(mouth, last) {
    const hop = this.#decided++;
    const shape = this.#ahead[this.#at(hop)];
    if (this.#told === NONE) {
      this.#begin(shape, hop);
      this.#tell(shape, hop, mouth);
      return;
    }
    if (shape !== this.#run) {
      this.#begin(shape, hop);
      if (this.#isKept(shape) && shape !== (this.#waiting.at(-1)?.shape ?? this.#told)) {
        this.#waiting.push({ shape, onset: hop });
      }
    }
    if (this.#waiting.length > 0) {
      this.#tellWaiting(hop, last, mouth);
    } else if (shape === this.#told) {
      this.#dueSince = NONE;
    } else if (hop >= this.#mergedUntil && hop >= this.#toldAt + Math.max(this.#interval, this.#holdOfTold())) {
      this.#choose(shape, hop, mouth);
    }
  }

  /** @param {number} shape @param {number} hop */
  #begin(shape, hop) {
    this.#run = shape;
    this.#runFrom = hop;
    this.#mergedUntil = this.#mergesNext ? hop + this.#window : hop;
    this.#mergesNext = false;
  }

  /**
   * The first that waits, once the one before it was held long enough, or it has waited as long.
   *
   * @param {number} hop @param {boolean} last @param {Change} mouth
   */
  #tellWaiting(hop, last, mouth) {
    const [{ shape, onset }] = this.#waiting;
    const isDue = hop >= Math.min(this.#toldAt, onset) + this.#holdOfTold();
    if (isDue || (last && hop + this.#waiting.length + this.#keptAhead(hop) >= this.#added)) {
      this.#waiting.shift();
      this.#tell(shape, hop, mouth);
    }
  }

  /** How many more that may not be skipped can be seen behind a hop. @param {number} hop */
  #keptAhead(hop) {
    let runs = 0;
    for (let at = hop + 1; at < this.#added; at++) {
      const shape = this.#ahead[this.#at(at)];
      runs += this.#isKept(shape) && shape !== this.#ahead[this.#at(at - 1)] ? 1 : 0;
    }
    return runs;
  }

  #holdOfTold() {
    return (this.#critical & (1 << this.#told)) !== 0 ? this.#hold : 0;
  }

  /** A shape that need not be told may be. @param {number} shape @param {number} hop @param {Change} mouth */
  #choose(shape, hop, mouth) {
    const end = this.#endOfRun(hop);
    if (this.#staysMerged(shape, end)) {
      this.#mergedUntil = this.#runFrom + this.#window;
      return;
    }
    this.#dueSince = this.#dueSince === NONE ? hop : this.#dueSince;
    const next = end < this.#added ? this.#ahead[this.#at(end)] : shape;
    const merge = next !== shape && end < hop + this.#window && this.#alike(shape, next);
    const rivals = next !== shape && end < this.#dueSince + this.#interval;
    if ((!merge && !rivals) || !this.#outweighs(next, this.#endOfRun(end) - end, shape, end - hop, merge)) {
      this.#tell(shape, hop, mouth);
      this.#mergesNext = merge;
    } else {
      this.#mergedUntil = end;
      if (merge && next !== this.#told) {
        this.#tell(next, hop, mouth);
      }
    }
  }

  /** Whether a run only varies what was told just before. @param {number} shape @param {number} end */
  #staysMerged(shape, end) {
    const told = this.#told;
    return this.#runFrom < this.#toldAt + this.#window && end - this.#runFrom < this.#window
      && this.#alike(told, shape)
      && !this.#outweighs(shape, end - this.#runFrom, told, Math.max(1, this.#runFrom - this.#toldAt), true);
  }

  /**
   * A long one is not merged into what is alike: it would be missed.
   *
   * @param {number} shape @param {number} count @param {number} other @param {number} otherCount
   * @param {boolean} alike
   */
  #outweighs(shape, count, other, otherCount, alike) {
    if (this.#isKept(shape) || this.#isKept(other)) {
      return this.#isKept(shape);
    }
    return (alike && count >= this.#window)
      || this.#weight(shape, count, otherCount) > this.#weight(other, otherCount, count);
  }

  /** @param {number} shape @param {number} count @param {number} otherCount */
  #weight(shape, count, otherCount) {
    const length = float(float(float(1 - this.#preference) * count) / (count + otherCount));
    return float(float(this.#preference * distinctiveness(shape)) + length);
  }

  /** @param {number} a @param {number} b */
  #alike(a, b) {
    return similarity(a, b) >= this.#threshold && !(this.#preserveSilence && (a === SILENCE || b === SILENCE));
  }

  /** @param {number} shape */
  #isKept(shape) {
    return (this.#kept & (1 << shape)) !== 0;
  }

  /** The next hop with another shape, as far as can be seen. @param {number} hop */
  #endOfRun(hop) {
    let end = Math.min(hop + 1, this.#added);
    while (end < this.#added && this.#ahead[this.#at(end)] === this.#ahead[this.#at(hop)]) {
      end++;
    }
    return end;
  }

  /** @param {number} viseme @param {number} hop @param {Change} mouth */
  #tell(viseme, hop, mouth) {
    this.#told = viseme;
    this.#toldAt = hop;
    this.#dueSince = NONE;
    mouth(viseme, hop);
  }

  /** @param {number} hop */
  #at(hop) {
    return hop & (this.#ahead.length - 1);
  }
}
