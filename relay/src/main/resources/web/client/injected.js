// SPDX-License-Identifier: Apache-2.0
// What the relay adds to a message, read with distrust: whatever it holds, the mouth goes on.
import { VISEMES } from './mouth-shape.js';

export const REST = 0;

/**
 * `mascotVisemes`.
 *
 * @typedef {object} Injected
 * @property {{ visemeId: number, offset: number }[]} visemes  offset: ms from the message's first sample
 * @property {number} [audio_event_id]
 * @property {number} [audio_duration]  ms
 * @property {number} [start]           ms: its first sample on the turn's own clock
 * @property {boolean} [smoothed]       natural lip sync was applied
 */

/** @typedef {{ id: number, ms: number }} Change  `ms` from the message's first sample */

/** @typedef {(code: string, message: string) => void} Warn */

/**
 * In order, none before or behind the message; a shape that does not exist is a closed mouth.
 *
 * @param {Injected} injected
 * @param {number} lengthMs
 * @param {Warn} warn
 * @returns {Change[]}
 */
export function changesOf(injected, lengthMs, warn) {
  const list = Array.isArray(injected.visemes) ? injected.visemes : [];
  const changes = list.filter((each) => Number.isFinite(each?.offset)).map(({ visemeId, offset }) => {
    const isShape = Number.isInteger(visemeId) && visemeId >= 0 && visemeId < VISEMES;
    if (!isShape) {
      warn('viseme_out_of_range', `viseme ${visemeId} is none of 0 to ${VISEMES - 1}: the mouth is closed instead`);
    }
    return { id: isShape ? visemeId : REST, ms: Math.min(Math.max(0, offset), lengthMs) };
  });
  if (changes.some((each, i) => i > 0 && each.ms < changes[i - 1].ms)) {
    warn('unsorted_offsets', 'offsets of visemes do not rise: they are sorted');
    changes.sort((a, b) => a.ms - b.ms);
  }
  return changes;
}
