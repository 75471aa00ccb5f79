// SPDX-License-Identifier: Apache-2.0
// Natural lip sync over messages as the relay writes them, against the server's own: from fields to hops and back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { Cues } from '../../../../relay/src/main/resources/web/client/cues.js';
import {
  CONVERSATION, NaturalLipSync, lipSyncOptions,
} from '../../../../relay/src/main/resources/web/client/natural-lip-sync.js';

const VECTORS = new URL('../../../../dsp/src/test/resources/natural-lip-sync.json', import.meta.url);
const { presets, vectors } = JSON.parse(readFileSync(VECTORS, 'utf8'));
const hopsOf = (message) => message.split(' ').filter(Boolean)
  .flatMap((run) => Array(Number(run.split('*')[1])).fill(Number(run.split('*')[0])));

/** The relay's field, raw: what changes, from the message's first sample. */
function field(hops, firstHop, start, end, told) {
  const visemes = [];
  let last = told;
  hops.forEach((visemeId, i) => {
    if (visemeId !== last) {
      visemes.push({ visemeId, offset: Math.min(10 * (firstHop + i) - start, end - start) });
      last = visemeId;
    }
  });
  return { visemes, start, audio_duration: end - start };
}

const seen = (cues) => cues.shown.times.map((time, i) => `${cues.shown.values[i]}@${Math.round(time * 1000)}`);

describe('fields that were not smoothed are seen as the server would have written them', () => {
  const live = vectors.filter(({ recorded, messages }) => !recorded && !messages.some((each) => /skip|tell/.test(each)));
  for (const { name, options, messages, told } of live) {
    it(name, () => {
      const cues = new Cues(lipSyncOptions(typeof options === 'string' ? presets[options] : options));
      let hop = 0;
      let last;
      for (const hops of messages.map(hopsOf)) {
        cues.add('a', hops.length / 100, field(hops, hop, 10 * hop, 10 * (hop + hops.length), last));
        hop += hops.length;
        last = hops.at(-1) ?? last;
      }
      assert.deepEqual(seen(cues), told.replace(/@(\d+)/g, (_, at) => `@${10 * at}`).split(' '));
    });
  }
});

/** Seeded, so that a failure comes again. */
function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('messages that end anywhere, at any rate', () => {
  for (const rate of [8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000]) {
    it(`${rate} Hz: the same shapes within a millisecond`, () => {
      const roll = dice(rate);
      for (let turn = 0; turn < 50; turn++) {
        const cues = new Cues(CONVERSATION);
        const lips = new NaturalLipSync(CONVERSATION);
        const told = [];
        const tell = (viseme, hop) => told.push([viseme, 10 * hop]);
        const ms = (sample) => Math.floor((sample * 1000) / rate);
        const hopAt = (sample) => Math.floor(((sample - 1) * 100) / rate) + 1; // it begins at a whole sample
        let viseme = 0;
        let last;
        for (let sample = 0, n = 0; n < 20; n++) {
          const end = sample + 1 + roll(rate / 3);
          const hops = Array.from({ length: hopAt(end) - hopAt(sample) }, () => {
            viseme = roll(6) === 0 ? roll(22) : viseme;
            lips.add(viseme, tell);
            return viseme;
          });
          lips.settle(tell);
          const injected = field(hops, hopAt(sample), ms(sample), ms(end), last);
          cues.add('a', (end - sample) / rate, injected, 1000 / rate);
          last = hops.at(-1) ?? last;
          sample = end;
        }
        assertSame(seen(cues), told, `turn ${turn}`);
      }
    });
  }

  function assertSame(shown, told, what) {
    const entries = shown.map((each) => each.split('@').map(Number));
    assert.deepEqual(entries.map(([id]) => id), told.map(([id]) => id), what);
    entries.forEach(([, at], i) => assert.ok(Math.abs(at - told[i][1]) <= 1, `${what}: ${at} and ${told[i][1]} ms`));
  }
});
