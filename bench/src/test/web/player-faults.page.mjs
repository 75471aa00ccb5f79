// SPDX-License-Identifier: Apache-2.0
// What happens to pages: sound that is taken away, tabs that sleep, sockets that die. The mouth ends closed, each time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { SHORT_SPEECH } from './speech.mjs';
import { installTap } from './tap.mjs';

const ASLEEP_SECONDS = process.env.VISEMUX_LONG ? 60 : 3;

/** A page with a player that speaks for so many seconds: a tone and a shape each half second. */
async function speaking(t, seconds) {
  const page = await openPage(t);
  await installTap(page);
  await page.evaluate(async (length) => {
    globalThis.scene = await tapped();
    globalThis.speak = (turn) => {
      const tones = Array.from({ length: 2 * length }, (_, k) => 500 * k);
      const visemes = tones.flatMap((at, k) => [{ visemeId: 1 + (k % 21), offset: at }, { visemeId: 0, offset: at + 200 }]);
      const pcm = new Uint8Array(bursts(24_000, length, tones).buffer);
      const injected = { visemes, start: 0, audio_duration: 1000 * length, smoothed: true };
      scene.player.play({ pcm, rate: 24_000, turn, injected });
      scene.player.endTurn(turn);
    };
    globalThis.state = () => {
      const { visemeId, speaking, aheadMs } = scene.player;
      return { visemeId, speaking, aheadMs };
    };
    speak('one');
    await heard(scene.player, 'viseme');
  }, seconds);
  return page;
}

const closed = { visemeId: 0, speaking: false, aheadMs: 0 };

/** The next turn is heard to its end as if nothing had been. */
async function assertRecovered(page) {
  const end = await page.evaluate(async () => {
    const ended = heard(scene.player, 'speakingend');
    speak('another');
    return ended;
  });
  assert.equal(end.turn, 'another');
  assert.equal(end.interrupted, false);
  assert.deepEqual(await page.evaluate(() => state()), closed);
}

test('sound that is suspended closes the mouth; it goes on where it was', async (t) => {
  const page = await speaking(t, 2);
  const { took, asleep, moved } = await page.evaluate(async () => {
    const { player, context, events } = scene;
    const at = performance.now();
    await context.suspend();
    while (player.visemeId !== 0) {
      await sleep(1);
    }
    const closedAfter = performance.now() - at;
    const told = events.length;
    await sleep(700);
    const whileAsleep = { visemeId: player.visemeId, speaking: player.speaking };
    const ended = new Promise((resolve) => { player.addEventListener('speakingend', ({ detail }) => resolve(detail)); });
    await context.resume();
    await ended;
    return { took: closedAfter, asleep: whileAsleep, moved: events.slice(told).filter(({ type }) => type === 'viseme').length };
  });
  t.diagnostic(`closed ${took.toFixed(1)} ms after suspend()`);
  assert.deepEqual(asleep, { visemeId: 0, speaking: false });
  assert.ok(moved >= 4, `${moved} shapes after it went on`);
  assert.deepEqual(await page.evaluate(() => state()), closed);
  await assertRecovered(page);
});

test(`a tab that is frozen for ${ASLEEP_SECONDS} s wakes with a closed mouth`, async (t) => {
  const page = await speaking(t, 2);
  const browser = await page.context().newCDPSession(page);
  await browser.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => { setTimeout(resolve, ASLEEP_SECONDS * 1000); });
  await browser.send('Page.setWebLifecycleState', { state: 'active' });
  await page.waitForFunction(() => !state().speaking && state().aheadMs === 0);
  assert.deepEqual(await page.evaluate(() => state()), closed);
  await assertRecovered(page);
});

test('a socket that dies in mid-turn: what has come is heard, then the mouth is closed', async (t) => {
  const { sign } = await rig({ fake: [SHORT_SPEECH, '--pace=burst', '--drop-after=8'] });
  const page = await openPage(t);
  await installTap(page);
  const report = await page.evaluate(async (url) => {
    const { attachSocket } = await import('/web/client/visemux.js');
    globalThis.scene = await tapped();
    const socket = new WebSocket(url);
    socket.onopen = () => socket.send('{"type":"response.create"}');
    attachSocket(socket, 'openai', scene.player);
    const died = new Promise((resolve) => { socket.onclose = ({ code }) => resolve(code); });
    const end = await heard(scene.player, 'speakingend');
    return { code: await died, end, visemeId: scene.player.visemeId };
  }, (await sign('openai')).signed_url);
  assert.equal(report.end.playedMs, 800);
  assert.equal(report.visemeId, 0);
  t.diagnostic(`closed with ${report.code}, ${report.end.playedMs} ms were heard`);
});

/** Runs before the page does anything: whatever the test itself evaluates counts as a gesture. */
function speakUnasked() {
  addEventListener('DOMContentLoaded', async () => {
    const { VisemePlayer } = await import('/web/client/player.js');
    globalThis.player = new VisemePlayer();
    const allowed = await player.start();
    const injected = { visemes: [{ visemeId: 4, offset: 0 }], start: 0 };
    player.play({ pcm: new Uint8Array(48_000), rate: 24_000, turn: 'one', injected });
    setTimeout(() => console.info(JSON.stringify({ allowed, visemeId: player.visemeId })), 200);
    globalThis.told = [];
    player.addEventListener('viseme', ({ detail }) => told.push(detail.visemeId));
    document.onclick = async () => { globalThis.again = await player.start(); };
  });
}

test('where no sound is allowed yet, start() says so, and again is not too late', async (t) => {
  const page = await openPage(t, { args: [], complaints: true });
  await page.addInitScript(speakUnasked);
  const said = page.waitForEvent('console', (message) => message.type() === 'info');
  await page.reload();
  assert.deepEqual(JSON.parse((await said).text()), { allowed: false, visemeId: 0 });
  await page.mouse.click(50, 50);
  await page.waitForFunction(() => globalThis.told.length === 2);
  assert.deepEqual(await page.evaluate(() => [globalThis.again, told]), [true, [4, 0]]);
});

test('a page without a secure context is told why there is no sound', async (t) => {
  const page = await openPage(t);
  const { started, warnings } = await page.evaluate(async () => {
    const { VisemePlayer } = await import('/web/client/player.js');
    const insecure = Object.assign(new EventTarget(), { currentTime: 0, state: 'running', sampleRate: 48_000 });
    const player = new VisemePlayer({ context: insecure });
    const told = [];
    player.addEventListener('warning', ({ detail }) => told.push(detail));
    return { started: await player.start(), warnings: told };
  });
  assert.equal(started, false);
  assert.match(warnings[0].message, /over https, or from localhost/);
});

test('a module that did not arrive is asked for again at the next start', async (t) => {
  const page = await openPage(t);
  const starts = await page.evaluate(async () => {
    const { VisemePlayer } = await import('/web/client/player.js');
    const player = new VisemePlayer();
    const load = AudioWorklet.prototype.addModule;
    AudioWorklet.prototype.addModule = () => Promise.reject(new Error('the network is gone'));
    const first = await player.start();
    AudioWorklet.prototype.addModule = load;
    return [first, await player.start()];
  });
  assert.deepEqual(starts, [false, true]);
});
