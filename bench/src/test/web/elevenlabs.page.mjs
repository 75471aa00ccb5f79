// SPDX-License-Identifier: Apache-2.0
// @elevenlabs/client in a page, with its own microphone and loudspeaker.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertCutOff, assertWhole } from './answers.mjs';
import { SOUND_ALLOWED, microphoneThatHears, openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { SHORT_MS, SHORT_SPEECH, SILENCE_WAV } from './speech.mjs';

async function talk(t, { separate, ...form }, fake) {
  const { sign, sessions } = await rig({ fake: [SHORT_SPEECH, ...fake] });
  const page = await openPage(t, { at: '/elevenlabs', args: [SOUND_ALLOWED, ...microphoneThatHears(SILENCE_WAV)] });
  const signed = await sign('elevenlabs', separate ? { viseme_delivery: 'separate' } : {});
  const report = await page.evaluate((job) => globalThis.talk(job), { signed, ...form });
  return { report, sessions };
}

for (const [name, form, fake] of [
  ['1.25', {}, []],
  ['1.25 at 44.1 kHz, which only the metadata tell', {}, ['--format=pcm_44100']],
  ['1.25 in mu-law', {}, ['--format=ulaw_8000']],
  ['0.12, visemes in messages of their own', { sdk: 'old', separate: true, rate: 16_000 }, []],
]) {
  test(`${name}: an answer is heard once and seen to its end`, async (t) => {
    const { report, sessions } = await talk(t, form, ['--pace=burst', ...fake]);
    const [session] = await sessions();
    assertWhole(report, session, SHORT_MS);
    assert.equal(report.seen.audio, session.audio, 'the application is called as ever');
    assert.ok(report.seen.connected && !report.seen.error, report.seen.error);
    assert.ok(report.seen.modes.includes('speaking'));
    assert.equal(report.volume, 0, 'the SDK itself is silent');
    t.diagnostic(`${report.audioCount} messages of audio, ${report.decoratedCount} with visemes, ${report.shapes} shapes`);
  });
}

test('the user interrupts: silence and a closed mouth', async (t) => {
  const { report } = await talk(t, {}, ['--pace=real', '--interrupt-after-ms=1500']);
  const took = assertCutOff(report, report.seen.interrupted[0]);
  t.diagnostic(`closed after ${took.toFixed(1)} ms, heard were ${report.interrupted.playedMs} ms`);
});
