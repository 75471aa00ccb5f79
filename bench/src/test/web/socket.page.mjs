// SPDX-License-Identifier: Apache-2.0
// Plain WebSockets in a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertCutOff, assertWhole } from './answers.mjs';
import { openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { site } from './site.mjs';
import { SHORT_MS, SHORT_SPEECH } from './speech.mjs';

async function run(t, name, vendor, job, fake = ['--pace=burst']) {
  const { sign, ...rest } = await rig({ fake: [SHORT_SPEECH, '--greet', ...fake] });
  const page = await openPage(t, { at: '/socket' });
  const signed = await sign(vendor);
  const whole = { signed, vendor, url: signed.signed_url, ...job };
  const report = await page.evaluate(([which, it]) => globalThis[which](it), [name, whole]);
  return { page, report, sign, signed, ...rest };
}

for (const [vendor, blobs] of [['openai', false], ['openai', true], ['vatel', false]]) {
  test(`a socket of the application's own, ${vendor}${blobs ? ', with Blobs' : ''}: heard and seen to its end`, async (t) => {
    const { report, sessions } = await run(t, 'attach', vendor, { blobs });
    assertWhole(report, (await sessions())[0], SHORT_MS);
    t.diagnostic(`${report.audioCount} messages of audio, ${report.decoratedCount} with visemes, ${report.shapes} shapes`);
  });
}

for (const [vendor, question] of [['openai', 'Hello!'], ['gemini', 'Hello!'], ['elevenlabs', undefined], ['vatel', undefined]]) {
  test(`Conversation, ${vendor}: heard and seen to its end, in words too`, async (t) => {
    const { page, report, sessions } = await run(t, 'converse', vendor, { question });
    assertWhole(report, (await sessions())[0], SHORT_MS);
    assert.equal(report.words, 'short.wav');
    await page.evaluate(() => globalThis.hangUp());
    await page.waitForFunction(() => globalThis.report().closed);
    assert.deepEqual((await sessions())[0].complaints, [], 'the vendor objects to nothing');
  });
}

test('Conversation, openai: a button interrupts; the vendor learns how much was heard', async (t) => {
  const { report, heard } = await run(t, 'converse', 'openai', { question: 'Hello!', interruptAfterMs: 1000 }, ['--pace=real']);
  assertCutOff(report, report.interruptedAt);
  await heard('the cancellation', ({ type }) => type === 'response.cancel');
  const { audio_end_ms: ms } = await heard('the truncation', ({ type }) => type === 'conversation.item.truncate');
  assert.ok(Math.abs(ms - report.interrupted.playedMs) <= 1, `${ms} of ${report.interrupted.playedMs}`);
});

test('Conversation, openai: what is over and still heard is not cancelled, but truncated', async (t) => {
  const { report, heard, sessions } = await run(t, 'converse', 'openai', { question: 'Hello!', interruptAfterMs: 500 });
  assertCutOff(report, report.interruptedAt);
  await heard('the truncation', ({ type }) => type === 'conversation.item.truncate');
  assert.ok((await sessions())[0].heard.every((message) => !message.includes('response.cancel')));
});

test('without a relay: the voice is heard, the mouth rests, one warning', async (t) => {
  const { upstream, vendorKey } = await rig({ fake: [SHORT_SPEECH, '--pace=burst'] });
  const page = await openPage(t, { at: '/socket' });
  const url = `${upstream.replace('http', 'ws')}/v1/realtime?model=gpt-realtime`;
  const job = { url, vendor: 'openai', protocols: ['realtime', `openai-insecure-api-key.${vendorKey}`] };
  const report = await page.evaluate((it) => globalThis.attach(it), job);
  assert.equal(report.decoratedCount, 0);
  assert.ok(report.audioCount > 10);
  assert.equal(report.events.find(({ type }) => type === 'speakingend').playedMs, SHORT_MS);
  assert.deepEqual(report.events.filter(({ type }) => type === 'viseme'), []);
  assert.deepEqual(report.events.filter(({ type }) => type === 'warning').map(({ code }) => code), ['not_analysed']);
});

test('Conversation, openai: the user\'s voice interrupts; the vendor learns how much was heard', async (t) => {
  const voice = ['--pace=real', '--interrupt-after-ms=1500'];
  const { report, heard } = await run(t, 'converse', 'openai', { question: 'Hello!' }, voice);
  const { audio_end_ms: ms } = await heard('the truncation', ({ type }) => type === 'conversation.item.truncate');
  assert.ok(Math.abs(ms - report.interrupted.playedMs) <= 1 && ms > 1000, `${ms} of ${report.interrupted.playedMs}`);
});

test('a signed URL that was used already says so, and that a fresh one helps', async (t) => {
  const { page, signed } = await run(t, 'attach', 'openai', {});
  const told = await page.evaluate((job) => globalThis.refused(job), { signed, vendor: 'openai' });
  assert.equal(told.freshUrlHelps, true);
  assert.match(told.message, /used already/);
});

test('call after call: each has a URL of its own; one that was used is explained, and the next one opens', async (t) => {
  const { sign } = await rig({ fake: [SHORT_SPEECH] });
  let signed = 0;
  (await site()).route('/signed-url', () => {
    signed++;
    return sign('openai');
  });
  const page = await openPage(t, { at: '/socket' });
  const [first, second, used, third] = await page.evaluate(() => globalThis.callAgain());
  assert.deepEqual([first, second, third], ['open', 'open', 'open']);
  assert.equal(used.freshUrlHelps, true);
  assert.match(used.why, /used already/);
  assert.ok(signed >= 4 && signed <= 6, `${signed} URLs`);
});

test('a socket that dies inside an answer: what came is heard, then the mouth closes', async (t) => {
  const { report } = await run(t, 'converse', 'openai', { question: 'Hello!' }, ['--pace=burst', '--drop-after=10']);
  const end = report.events.findLast(({ type }) => type === 'speakingend');
  assert.ok(Math.abs(end.playedMs - 1000) < 20, `${end.playedMs} ms`);
  assert.equal(report.visemeId, 0);
  assert.ok(report.closed.why);
});
