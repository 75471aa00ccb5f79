// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { OUTPUTS, VISEMES, mix, strongest, table, weights } from '../../../../relay/src/main/resources/web/client/outputs.js';

const IDS = Array.from({ length: VISEMES }, (_, id) => id);
const CLOSURE = 21;

/** Every `stepMs` of a row of shapes, what a player would say of that moment. */
function* frames(shapes, stepMs = 1) {
  const starts = shapes.map((_, i) => shapes.slice(0, i).reduce((sum, { ms }) => sum + ms, 0));
  const end = starts.at(-1) + shapes.at(-1).ms;
  for (let t = 0; t < end; t += stepMs) {
    const i = starts.findLastIndex((start) => start <= t);
    yield {
      t,
      visemeId: shapes[i].id,
      previousId: shapes[i - 1]?.id,
      sinceMs: i > 0 ? t - starts[i] : undefined,
      nextId: shapes[i + 1]?.id,
      untilMs: i + 1 < shapes.length ? starts[i + 1] - t : undefined,
    };
  }
}

/** Seeded, so that a failure comes again. */
function randomShapes(seed, count) {
  let state = seed;
  const next = (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const shapes = [{ id: 0, ms: 50 }];
  while (shapes.length < count) {
    const id = next(VISEMES);
    if (id !== shapes.at(-1).id) {
      shapes.push({ id, ms: 10 * (1 + next(14)) });
    }
  }
  return shapes;
}

describe('tables', () => {
  for (const output of OUTPUTS) {
    it(`${output}: a shape for each viseme, of its own names, from a named source`, () => {
      const { names, shapes, source } = table(output);
      assert.equal(shapes.length, VISEMES);
      assert.equal(new Set(names).size, names.length);
      assert.ok(source.length > 40);
      for (const shape of shapes) {
        for (const [name, degree] of Object.entries(shape)) {
          assert.ok(names.includes(name), name);
          assert.ok(degree > 0 && degree <= 1, `${name}: ${degree}`);
        }
      }
      for (const name of names) {
        assert.ok(shapes.some((shape) => shape[name] > 0), `nothing ever moves ${name}`);
      }
    });
  }

  it('shapes of one kind share a whole', () => {
    for (const output of ['sapi22', 'ovr15', 'preston_blair', 'rive']) {
      table(output).shapes.forEach((shape, id) => {
        assert.ok(Math.abs(Object.values(shape).reduce((a, b) => a + b) - 1) < 1e-9, `${output} ${id}`);
      });
    }
    table('vrm').shapes.forEach((shape) => assert.ok(Object.values(shape).reduce((a, b) => a + b, 0) <= 1));
  });

  it('are as long as those who named them say', () => {
    const counts = OUTPUTS.map((output) => table(output).names.length);
    assert.deepEqual(Object.fromEntries(OUTPUTS.map((output, i) => [output, counts[i]])),
      { sapi22: 22, ovr15: 15, arkit52: 19, vrm: 5, preston_blair: 10, rive: 22 });
  });

  it('an unknown name says which there are', () => {
    assert.throws(() => weights('ovr', { visemeId: 0 }), /no output 'ovr'; there are sapi22, ovr15/);
  });
});

describe('rest and closure', () => {
  it('silence rests', () => {
    const at = (output) => weights(output, { visemeId: 0, previousId: 2, sinceMs: 100 });
    assert.equal(at('sapi22')[0], 1);
    assert.equal(at('ovr15').sil, 1);
    assert.equal(at('preston_blair').rest, 1);
    for (const output of ['arkit52', 'vrm']) {
      assert.ok(Object.values(at(output)).every((weight) => weight === 0), output);
    }
  });

  it('p, b and m close the lips from their first moment to their last, whatever stands beside them', () => {
    for (const id of IDS.filter((each) => each !== CLOSURE)) {
      for (const ms of [10, 20, 80]) {
        const closed = [...frames([{ id, ms: 60 }, { id: CLOSURE, ms }, { id, ms: 60 }], 0.5)].filter(({ visemeId }) => visemeId === CLOSURE);
        for (const frame of closed) {
          assert.equal(weights('sapi22', frame)[CLOSURE], 1, `beside ${id}, ${frame.sinceMs} of ${ms} ms`);
          assert.equal(weights('arkit52', frame).jawOpen, 0);
          assert.equal(strongest(weights('preston_blair', frame)), 'MBP');
        }
      }
    }
  });

  it('the mouth is closed within 50 ms of a sudden end', () => {
    for (const id of IDS) {
      const ended = weights('arkit52', { visemeId: 0, previousId: id, sinceMs: 50 });
      assert.ok(Object.values(ended).every((weight) => weight === 0), `after ${id}`);
    }
  });
});

describe('transitions', () => {
  it('a shape begins before its sound and is whole only after it', () => {
    const row = [{ id: 2, ms: 200 }, { id: 6, ms: 200 }];
    const share = (t) => weights('sapi22', [...frames(row)].find((frame) => frame.t === t))[6];
    assert.equal(share(200 - 18), 0);
    assert.ok(share(190) > 0 && share(190) < share(200));
    assert.ok(share(200) > 0.3 && share(200) < 0.7);
    assert.equal(share(200 + 18), 1);
  });

  it('rounding comes earlier than spreading', () => {
    const before = (id) => mix({ visemeId: 1, sinceMs: 200, nextId: id, untilMs: 12 }).at(-1).share;
    assert.ok(before(7) > before(6));
  });

  it('shares are never negative and sum to one, in any row of shapes at any speed', () => {
    for (const transitionMs of [0, 5, 18, 22, 60]) {
      for (const frame of frames(randomShapes(7, 300), 3)) {
        const shares = mix(frame, transitionMs).map(({ share }) => share);
        assert.ok(shares.every((share) => share >= -1e-12 && share <= 1 + 1e-12), JSON.stringify({ frame, shares }));
        assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-12);
      }
    }
  });

  it('nothing jumps: a weight moves by little in a little time', () => {
    for (const output of OUTPUTS) {
      let before;
      for (const frame of frames(randomShapes(11, 200).map(({ id, ms }) => ({ id, ms: Math.max(20, ms) })), 0.25)) {
        const now = weights(output, frame);
        for (const name of before ? Object.keys(now) : []) {
          assert.ok(Math.abs(now[name] - before[name]) < 0.05, `${output} ${name} at ${frame.t} ms: ${before[name]} to ${now[name]}`);
        }
        before = now;
      }
    }
  });

  it('a shape too short to form is passed through, so that a mouth does not chatter', () => {
    const row = [{ id: 2, ms: 100 }, { id: 6, ms: 10 }, { id: 2, ms: 100 }];
    const most = Math.max(...[...frames(row, 0.5)].map((frame) => weights('sapi22', frame)[6]));
    assert.ok(most > 0.2 && most < 0.7, `${most}`);
  });

  it('a longer transition is a slower one', () => {
    const frame = { visemeId: 6, previousId: 2, sinceMs: 10 };
    assert.ok(weights('sapi22', frame, { transitionMs: 22 })[6] < weights('sapi22', frame)[6]);
    assert.equal(weights('sapi22', frame, { transitionMs: 0 })[6], 1);
  });
});

describe('bad input', () => {
  it('what is no viseme is silence', () => {
    for (const visemeId of [-1, 22, 1e9, NaN, undefined, null, 'x']) {
      assert.equal(weights('sapi22', { visemeId })[0], 1, `${visemeId}`);
    }
  });

  it('times that are none count as long ago', () => {
    for (const ms of [undefined, NaN, -1, null]) {
      const got = weights('sapi22', { visemeId: 2, previousId: 3, sinceMs: ms, nextId: 4, untilMs: ms });
      assert.ok(Object.values(got).every((weight) => weight >= 0 && weight <= 1), `${ms}`);
    }
    assert.equal(weights('sapi22', { visemeId: 2, previousId: 3, nextId: 4 })[2], 1);
  });
});

it('fills what it is given, and takes a table of one\'s own', () => {
  const into = { left: 3 };
  const own = { names: ['open'], shapes: IDS.map((id) => (id === 2 ? { open: 0.5 } : {})) };
  assert.equal(weights(own, { visemeId: 2 }, { into }), into);
  assert.deepEqual(into, { left: 3, open: 0.5 });
});
