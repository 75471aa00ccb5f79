// SPDX-License-Identifier: Apache-2.0
// @openai/agents-realtime in a page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertCutOff, assertWhole } from './answers.mjs';
import { openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { SHORT_MS, SHORT_SPEECH } from './speech.mjs';
import { until } from './until.mjs';
const FORMS = {
  'RealtimeSession, signed URL': {},
  'RealtimeSession, the SDK dials': { dials: true },
  'bare OpenAIRealtimeWebSocket': { bare: true },
  'RealtimeSession 0.14.1, visemes in messages of their own': { sdk: 'old', separate: true },
};

async function talk(t, { separate, ...form }, fake) {
  const { sign, sessions, heard } = await rig({ fake: [SHORT_SPEECH, ...fake] });
  const page = await openPage(t, { at: '/openai' });
  const signed = await sign('openai', separate ? { viseme_delivery: 'separate' } : {});
  const report = await page.evaluate((job) => globalThis.talk(job), { signed, ...form });
  return { page, report, sessions, heard };
}

for (const [name, form] of Object.entries(FORMS)) {
  test(`${name}: an answer is heard and seen to its end`, async (t) => {
    const { report, sessions } = await talk(t, form, ['--pace=burst']);
    const [session] = await sessions();
    assertWhole(report, session, SHORT_MS);
    assert.equal(report.seen.audio, session.audio, 'the SDK tells its application of audio as ever');
    assert.deepEqual(report.seen.errors, []);
    assert.equal(report.events.findLast(({ type }) => type === 'speakingend').turn, 'item_1');
    t.diagnostic(`${report.audioCount} messages of audio, ${report.decoratedCount} with visemes, ${report.shapes} shapes`);
  });
}

test('the user interrupts: silence, a closed mouth, and the item truncated to what was heard', async (t) => {
  const { page, report, heard } = await talk(t, {}, ['--pace=real', '--interrupt-after-ms=1500']);
  const took = assertCutOff(report, report.seen.interrupted[0]);
  const { playedMs } = report.interrupted;
  const asked = await heard('the truncation', ({ type }) => type === 'conversation.item.truncate');
  const last = await until('the item is truncated to what was heard', async () => {
    const { seen } = await page.evaluate(() => globalThis.report());
    return Math.abs(seen.truncated.at(-1) - playedMs) < 21 && seen;
  });
  assert.deepEqual(last.errors, []);
  t.diagnostic(`closed after ${took.toFixed(1)} ms; the SDK says ${asked.audio_end_ms} ms were heard, the player ${playedMs}`);
});
