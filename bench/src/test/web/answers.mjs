// SPDX-License-Identifier: Apache-2.0
// What a page must have done with an answer, whichever SDK received it.
import assert from 'node:assert/strict';

/** The mouth is closed so soon after an interruption. */
export const CLOSED_WITHIN_MILLIS = 50;

/** One answer was heard to its end. */
export function assertWhole(report, { audio }, spokenMs) {
  assert.equal(report.audioCount, audio, 'messages of audio');
  assert.equal(report.decoratedCount, audio, 'all with visemes');
  assert.ok(report.shapes > 8, `${report.shapes} different shapes`);
  const end = report.events.findLast(({ type }) => type === 'speakingend');
  assert.equal(end.interrupted, false);
  assert.ok(Math.abs(end.playedMs - spokenMs) < 20, `${end.playedMs} of ${spokenMs} ms`);
  assertClosed(report);
}

/** An interruption, told at a moment of the page's clock, closed the mouth. Returns the milliseconds that it took. */
export function assertCutOff(report, toldAt) {
  const end = report.events.find(({ type }) => type === 'speakingend');
  assert.equal(end.interrupted, true);
  const shape = report.events.findLast(({ type, at }) => type === 'viseme' && at <= end.at + 1);
  assert.equal(shape.visemeId, 0);
  const took = end.at - toldAt;
  assert.ok(took < CLOSED_WITHIN_MILLIS, `closed after ${took} ms`);
  assert.ok(report.events.every(({ type, at }) => type !== 'viseme' || at <= end.at + 1), 'nothing moves the mouth later');
  assertClosed(report);
  return took;
}

function assertClosed(report) {
  assert.equal(report.visemeId, 0, 'closed');
  assert.equal(report.speaking, false);
  assert.deepEqual(report.events.filter(({ type }) => type === 'warning'), []);
}
