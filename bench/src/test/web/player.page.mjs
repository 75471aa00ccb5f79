// SPDX-License-Identifier: Apache-2.0
// The player in a real page: what leaves its audio graph, against what it tells.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPage } from './browser.mjs';
import { installTap } from './tap.mjs';

async function tapPage(t, options) {
  const page = await openPage(t, options);
  await installTap(page);
  return page;
}

/** Runs in the page: ten tones of 200 ms, each with a shape of its own, in messages of 100 ms that come fast. */
async function speak({ rate, contextRate }) {
  const { started, player, sounds, events } = await tapped({ context: contextRate && { sampleRate: contextRate } });
  const tones = Array.from({ length: 10 }, (_, k) => 100 + 500 * k);
  const pcm = bursts(rate, 5, tones);
  for (let start = 0; start < 5000; start += 100) {
    const changes = tones.flatMap((at, k) => [[at, k + 1], [at + 200, 0]]).filter(([at]) => at >= start && at < start + 100);
    const visemes = [...(start === 0 ? [[0, 0]] : []), ...changes].map(([at, visemeId]) => ({ visemeId, offset: at - start }));
    const piece = pcm.slice((start * rate) / 1000, ((start + 100) * rate) / 1000);
    const injected = { visemes, start, audio_duration: 100, smoothed: true };
    player.play({ pcm: new Uint8Array(piece.buffer), rate, turn: 'one', injected });
  }
  player.play({ pcm: new Uint8Array(0), rate, turn: 'one', injected: { visemes: [{ visemeId: 0, offset: 0 }], start: 5000 } });
  player.endTurn('one');
  const end = await heard(player, 'speakingend');
  await sleep(50);
  return { started, end, sounds, events, visemeId: player.visemeId, aheadMs: player.aheadMs };
}

describe('a player', () => {
  const rates = [[24_000, undefined], [16_000, 48_000], [8_000, 44_100], [48_000, 48_000], [48_000, 24_000]];
  for (const [rate, contextRate] of rates) {
    it(`plays ${rate} Hz${contextRate ? ` at ${contextRate} Hz` : ''} without gaps, a shape with each sound`, async (t) => {
      const page = await tapPage(t);
      const { started, end, sounds, events, visemeId, aheadMs } = await page.evaluate(speak, { rate, contextRate });
      assert.ok(started);
      assert.deepEqual(end, { turn: 'one', playedMs: 5000, interrupted: false });
      assert.equal(sounds.length, 10);
      const shapes = events.filter(({ type, detail }) => type === 'viseme' && detail.visemeId > 0);
      assert.deepEqual(shapes.map(({ detail }) => detail.visemeId), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      sounds.forEach(({ began, ended }, k) => {
        assert.ok(Math.abs(began - sounds[0].began - 0.5 * k) < 0.0005, `tone ${k} is where it was`);
        assert.ok(Math.abs(ended - began - 0.2) < 0.001, `tone ${k} is whole`);
        assert.ok(Math.abs(shapes[k].detail.time - began) < 0.001, `shape ${k} belongs to its sound`);
      });
      const late = sounds.map(({ began }, k) => shapes[k].now - began).sort((a, b) => a - b);
      assert.ok(late[0] > -0.001 && late[4] < 0.02, `most are told as their sound is heard: ${late}`);
      assert.equal(visemeId, 0);
      assert.equal(aheadMs, 0);
      const turns = events.map(({ type }) => type).filter((type) => type.startsWith('speaking'));
      assert.deepEqual(turns, ['speakingstart', 'speakingend']);
    });
  }
});
