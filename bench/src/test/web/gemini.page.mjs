// SPDX-License-Identifier: Apache-2.0
// @google/genai in a page; its messages come as Blobs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertCutOff, assertWhole } from './answers.mjs';
import { openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { SHORT_MS, SHORT_SPEECH } from './speech.mjs';

async function talk(t, sdk, fake) {
  const { sign, sessions } = await rig({ fake: [SHORT_SPEECH, ...fake] });
  const page = await openPage(t, { at: '/gemini' });
  const report = await page.evaluate((job) => globalThis.talk(job), { signed: await sign('gemini'), sdk });
  return { report, sessions };
}

for (const sdk of ['current', 'newest']) {
  test(`live.connect, ${sdk} SDK: an answer is heard and seen to its end`, async (t) => {
    const { report, sessions } = await talk(t, sdk, ['--pace=burst']);
    const [session] = await sessions();
    assertWhole(report, session, SHORT_MS);
    assert.equal(report.seen.messages, session.said, 'the application is called as ever');
    t.diagnostic(`${report.audioCount} messages of audio, ${report.decoratedCount} with visemes, ${report.shapes} shapes`);
  });
}

test('the user interrupts: silence and a closed mouth', async (t) => {
  const { report } = await talk(t, 'current', ['--pace=real', '--interrupt-after-ms=1500']);
  const took = assertCutOff(report, report.seen.interrupted[0]);
  assert.ok(report.interrupted.playedMs > 1000 && report.interrupted.playedMs < 1600);
  t.diagnostic(`closed after ${took.toFixed(1)} ms, heard were ${report.interrupted.playedMs} ms`);
});
