// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { MOUTH, paths } from '../../../../relay/src/main/resources/web/client/mouth.js';
import { VISEMES, weights } from '../../../../relay/src/main/resources/web/client/outputs.js';

const draw = (visemeId, more = {}) => paths(weights(MOUTH, { visemeId, ...more }));

/** How far the lips are open in the middle: the two edges' middle points of the inner path. */
function gap({ inside }) {
  const middles = [...inside.matchAll(/ 0 (-?[\d.]+(?:e-?\d+)?) C/g)].map(([, y]) => Number(y));
  assert.equal(middles.length, 2, inside);
  return Math.abs(middles[1] - middles[0]);
}

describe('a drawn mouth', () => {
  it('has 22 shapes, no two of them alike', () => {
    const drawn = Array.from({ length: VISEMES }, (_, id) => JSON.stringify(draw(id)));
    assert.equal(new Set(drawn).size, VISEMES);
    assert.equal(MOUTH.shapes.length, VISEMES);
  });

  it('is closed in silence and for p, b, m, and for nothing else', () => {
    for (let id = 0; id < VISEMES; id++) {
      const closed = id === 0 || id === 21;
      assert.equal(gap(draw(id)) === 0, closed, `viseme ${id}: ${gap(draw(id))}`);
    }
  });

  it('opens widest for the a of father, and is narrowest for oo', () => {
    const gaps = Array.from({ length: VISEMES }, (_, id) => gap(draw(id)));
    assert.equal(gaps.indexOf(Math.max(...gaps)), 2);
    const half = (id) => -Number(/^M (-[\d.]+)/.exec(draw(id).inside)[1]);
    for (let id = 0; id < VISEMES; id++) {
      assert.ok(half(id) >= half(7) && half(id) <= half(6), `viseme ${id}`);
    }
  });

  it('is a mouth at every moment between two shapes', () => {
    for (let from = 0; from < VISEMES; from++) {
      for (let to = 0; to < VISEMES; to++) {
        const between = draw(to, { previousId: from, sinceMs: 4 });
        assert.ok(Object.values(between).every((d) => /^M [-\d.eCHLQMZ ]+$/.test(d)), JSON.stringify(between));
      }
    }
  });
});
