// SPDX-License-Identifier: Apache-2.0
// A replay with its sound: what leaves the page's audio graph, against what is told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browser.mjs';
import { installTap } from './tap.mjs';

test('a turn is replayed in step with its sound, from the beginning and from its middle', async (t) => {
  const page = await openPage(t);
  await installTap(page);
  const runs = await page.evaluate(async () => {
    const { TimelinePlayer } = await import('/web/client/timeline-player.js');
    const { context, sounds, player, tap } = await tapped();
    const tones = [100, 600, 1100];
    const cues = [{ t: 0, v: 0 }, ...tones.flatMap((at, k) => [{ t: at, v: k + 1 }, { t: at + 200, v: 0 }])];
    const timeline = { version: 1, durationMs: 1500, speechMs: 600, frameMs: 10, cues };
    const sound = { pcm: bursts(24_000, 1.5, tones), rate: 24_000 };
    const replay = new TimelinePlayer(timeline, { sound, context, destination: tap });
    const told = [];
    replay.addEventListener('viseme', ({ detail }) => detail.visemeId && told.push({ id: detail.visemeId, now: player.now() }));
    const run = async (from) => {
      replay.seek(from);
      await replay.play();
      await heard(replay, 'ended');
      await sleep(50);
      return { told: told.splice(0), sounds: sounds.splice(0) };
    };
    return [await run(0), await run(400)];
  });
  assert.deepEqual(runs.map(({ told }) => told.map(({ id }) => id)), [[1, 2, 3], [2, 3]]);
  for (const { told, sounds } of runs) {
    assert.equal(sounds.length, told.length);
    const late = told.map(({ now }, k) => (now - sounds[k].began) * 1000).sort((a, b) => a - b);
    assert.ok(late[0] > -2 && late[0] < 10, `told ${late} ms after its sound`);
  }
});
