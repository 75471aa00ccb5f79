// SPDX-License-Identifier: Apache-2.0
// What bench/k6 asserts of each message must be able to fail.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Turn } from '../../../k6/turn.js';

const audio = (bytes) => Buffer.alloc(bytes).toString('base64');
const field = (start, ms, ...visemes) => (
  { start, audio_duration: ms, visemes: visemes.map(([visemeId, offset]) => ({ visemeId, offset })) });

describe("k6's turn", () => {
  it('counts samples, odd bytes and hours included', () => {
    const turn = new Turn(24000);
    assert.equal(turn.hear([audio(4801)], field(0, 100, [0, 0])), true);
    assert.equal(turn.hear([audio(4799), audio(3)], field(100, 100)), true);
    assert.equal(turn.millis(), 200);
    for (let i = 0; i < 1000; i++) {
      turn.hear([audio(4000)], undefined);
    }
    assert.equal(turn.hear([audio(480)], field(83533, 10, [7, 10])), true, 'also behind messages without the field');
  });

  for (const [what, wrong] of Object.entries({
    'of other audio': field(20, 100, [0, 0]),
    'too short': field(0, 99, [0, 0]),
    'without a first shape': field(0, 100),
    'behind its end': field(0, 100, [0, 0], [7, 101]),
    'before its beginning': field(0, 100, [7, -1]),
    'out of order': field(0, 100, [7, 50], [0, 40]),
    'of no mouth': field(0, 100, [22, 0]),
    missing: undefined,
  })) {
    it(`refuses visemes that are ${what}`, () => assert.equal(new Turn(24000).hear([audio(4800)], wrong), false));
  }

  it('wants the mouth closed, and where the sound ends', () => {
    const turn = new Turn(24000);
    turn.hear([audio(4800)], field(0, 100, [7, 0]));
    assert.equal(turn.isClosedBy(field(100, 0, [0, 0])), true);
    for (const wrong of [field(90, 0, [0, 0]), field(100, 0, [7, 0]), field(100, 0), field(100, 10, [0, 0]), undefined]) {
      assert.equal(turn.isClosedBy(wrong), false);
    }
  });
});
