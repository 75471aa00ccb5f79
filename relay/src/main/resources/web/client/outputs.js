// SPDX-License-Identifier: Apache-2.0
// From what a player says of a moment to the weights that an avatar wants: pure arithmetic, once an animation frame.
import articulation from './outputs/articulation.js';
import arkit52 from './outputs/arkit52.js';
import ovr15 from './outputs/ovr15.js';
import prestonBlair from './outputs/preston-blair.js';
import vrm from './outputs/vrm.js';

/**
 * What is seen at one moment, as VisemePlayer.frame() tells it.
 *
 * @typedef {object} Frame
 * @property {number} visemeId      0 to 21; anything else is taken for 0, silence
 * @property {number} [previousId]  seen before it
 * @property {number} [sinceMs]     how long ago it began
 * @property {number} [nextId]      seen after it, where that is known
 * @property {number} [untilMs]     how soon that is
 */
/**
 * An avatar's own shapes; yours may be one too.
 *
 * @typedef {object} Table
 * @property {string} [source]                     whose the names are, and whose the degrees
 * @property {string[]} names                      all weights there are: those that a shape does not name are 0
 * @property {Record<string, number>[]} shapes     by viseme id
 */

/** How many visemes there are. */
export const VISEMES = 22;
/** What a shape needs to form before its sound, and again to be whole, in milliseconds. */
export const DESKTOP_TRANSITION_MS = 18;
/** Phones draw fewer frames: a little slower looks smoother. */
export const MOBILE_TRANSITION_MS = 22;

/** @type {Record<string, Table>} */
const TABLES = {
  sapi22: numbered('', 'Microsoft, SPVISEMES of SAPI 5.4 (learn.microsoft.com/previous-versions/windows/desktop/ee431873): one weight each'),
  ovr15,
  arkit52,
  vrm,
  preston_blair: prestonBlair,
  rive: numbered('viseme_', 'One number input for each of the SAPI visemes, named by its id; multiply by 100 where a blend state runs to 100'),
};
/** What {@link weights} knows by name. */
export const OUTPUTS = Object.keys(TABLES);

/**
 * @param {string} prefix
 * @param {string} source
 * @returns {Table}
 */
function numbered(prefix, source) {
  const names = Array.from({ length: VISEMES }, (_, id) => `${prefix}${id}`);
  return { source, names, shapes: names.map((name) => ({ [name]: 1 })) };
}

/**
 * The table of an output: its names, its shapes and where they come from.
 *
 * @param {string | Table} output
 * @returns {Table}
 */
export function table(output) {
  const known = typeof output === 'string' ? TABLES[output] : output;
  if (!known) {
    throw new RangeError(`there is no output '${output}'; there are ${OUTPUTS.join(', ')}`);
  }
  return known;
}

/**
 * The weights of a moment, 0 to 1. Every name of the table is there, always.
 *
 * @param {string | Table} output                one of {@link OUTPUTS}, or a table of your own
 * @param {Frame} frame
 * @param {object} [options]
 * @param {number} [options.transitionMs]        default {@link DESKTOP_TRANSITION_MS}
 * @param {Record<string, number>} [options.into]   filled and returned, so that no frame makes garbage
 * @returns {Record<string, number>}
 */
export function weights(output, frame, { transitionMs = DESKTOP_TRANSITION_MS, into = {} } = {}) {
  const { names, shapes } = table(output);
  const mixed = mix(frame, transitionMs);
  for (const name of names) {
    into[name] = 0;
  }
  for (const { id, share } of mixed) {
    for (const name in shapes[id]) {
      into[name] += share * shapes[id][name];
    }
  }
  return into;
}

/**
 * The greatest of some weights: which drawing to show where a mouth is a drawing for each name.
 *
 * @param {Record<string, number>} weighed
 */
export function strongest(weighed) {
  return Object.keys(weighed).reduce((best, name) => (weighed[name] > weighed[best] ? name : best));
}

/**
 * Which shapes a moment is made of. Shares are never negative and sum to 1; they change without a jump from frame to frame
 * and from shape to shape. A shape begins to form before its sound and overlaps its neighbours; one that is shorter than a
 * transition is passed through without being whole, as lips do, but for a closure, which is whole while it lasts.
 *
 * @param {Frame} frame
 * @param {number} [transitionMs]
 * @returns {{ id: number, share: number }[]}   the previous, this and the next shape
 */
export function mix(frame, transitionMs = DESKTOP_TRANSITION_MS) {
  const id = known(frame.visemeId);
  const previous = known(frame.previousId);
  const next = frame.nextId === undefined ? id : known(frame.nextId);
  const since = millis(frame.sinceMs);
  const until = millis(frame.untilMs);
  const width = 2 * Math.max(0, transitionMs);
  const begun = previous === id ? 1 : rest(lead(previous, id), since, since + until, width);
  const coming = next === id ? 0 : ahead(lead(id, next), until, since + until, width);
  return [{ id: previous, share: 1 - begun }, { id, share: begun - coming }, { id: next, share: coming }];
}

/**
 * @param {number | undefined} id
 */
function known(id) {
  return id !== undefined && id > 0 && id < VISEMES ? Math.trunc(id) : 0;
}

/**
 * @param {number | undefined} value   none: for as long as one likes
 */
function millis(value) {
  return value === undefined || !(value >= 0) ? Infinity : value;
}

/**
 * Which part of a transition lies before the sound.
 *
 * @param {number} from
 * @param {number} to
 */
function lead(from, to) {
  const [a, b] = [articulation.dominance[from], articulation.dominance[to]];
  return b === Infinity ? 1 : b / (a + b);
}

/**
 * How far the shape of this sound has come: the part of the transition behind the sound's beginning, in no more time than
 * the shape has.
 *
 * @param {number} led
 * @param {number} since
 * @param {number} length
 * @param {number} width
 */
function rest(led, since, length, width) {
  const time = Math.min((1 - led) * width, length);
  return time > 0 && since < time ? ease(led + (1 - led) * since / time) : 1;
}

/**
 * How far the next sound's shape has come before it.
 *
 * @param {number} led
 * @param {number} until
 * @param {number} length
 * @param {number} width
 */
function ahead(led, until, length, width) {
  const time = Math.min(led * width, length);
  return time > 0 && until < time ? ease(led * (1 - until / time)) : 0;
}

/**
 * From 0 to 1 without a corner.
 *
 * @param {number} part
 */
function ease(part) {
  return part * part * (3 - 2 * part);
}
