// SPDX-License-Identifier: Apache-2.0
// A microphone in a page: Chromium's, which hears a WAV file.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertWhole } from './answers.mjs';
import { SOUND_ALLOWED, microphoneThatHears, openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { ONE_WORD_WAV, SHORT_MS, SHORT_SPEECH, TONE_WAV } from './speech.mjs';

const page = (t, wav) => openPage(t, { at: '/microphone', args: [SOUND_ALLOWED, ...(wav ? microphoneThatHears(wav) : [])] });

for (const rate of [16_000, 24_000]) {
  test(`a microphone is heard at ${rate} Hz, as fast and as high as it is`, async (t) => {
    const { seconds, heard, hertz, peak, level, isOpen } = await (await page(t, TONE_WAV))
      .evaluate((job) => globalThis.listen(job), { rate, seconds: 1.5 });
    assert.ok(Math.abs(heard - seconds) < 0.15, `${heard} s in ${seconds} s`);
    assert.ok(Math.abs(hertz - 440) < 3, `${hertz} Hz`);
    assert.ok(peak > 12_000 && peak < 20_000, `${peak}`);
    assert.ok(level > 0.25 && level < 0.45, `level ${level}`);
    assert.equal(isOpen, false);
  });
}

test('muted, it sends a second of silence and then nothing; unmuted, it goes on', async (t) => {
  const { loud, hushedMs } = await (await page(t, TONE_WAV)).evaluate(() => globalThis.mute());
  assert.equal(loud, 0);
  assert.ok(hushedMs > 800 && hushedMs < 1300, `${hushedMs} ms`);
});

test('a microphone that is refused, or is not there, says so in words', async (t) => {
  const refused = await (await page(t)).evaluate(() => globalThis.refused());
  assert.equal(refused.name, 'MicrophoneError');
  assert.ok(['refused', 'missing'].includes(refused.code), refused.code);
  assert.match(refused.message, /start again/);
});

for (const vendor of ['openai', 'gemini', 'elevenlabs', 'vatel']) {
  test(`${vendor}: somebody speaks into the microphone and is answered`, async (t) => {
    const { sign, sessions } = await rig({ fake: [SHORT_SPEECH, '--pace=burst'] });
    const report = await (await page(t, ONE_WORD_WAV))
      .evaluate((job) => globalThis.converse(job), { signed: await sign(vendor), vendor });
    assertWhole(report, (await sessions())[0], SHORT_MS);
  });
}
