// SPDX-License-Identifier: Apache-2.0
// The real Rive runtime in a page, with a character that has inputs and no drawing: no file of Rive's editor is ours to use.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { microphoneThatHears, openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { riv } from './riv.mjs';
import { site } from './site.mjs';
import { ONE_WORD_WAV, SHORT_SPEECH } from './speech.mjs';

const VISEMES = Array.from({ length: 22 }, (_, id) => [`viseme_${id}`, 'number']);
const CHARACTER = riv({
  is_speaking: 'boolean', gesture: 'trigger', character: 'number', viseme: 'number', ...Object.fromEntries(VISEMES),
});

test('an application of useMascotOpenAI and MascotRive works with other imports', async (t) => {
  const { sign, sessions } = await rig({ fake: [SHORT_SPEECH, '--pace=burst'] });
  const { route } = await site();
  route('/mascot.riv', () => CHARACTER);
  route('/rive.wasm', () => readFile(new URL('node_modules/@rive-app/webgl2/rive.wasm', import.meta.url)));
  route('/api/get-signed-url', async () => ({ signedUrl: (await sign('openai')).signed_url, model: 'gpt-realtime' }));
  const page = await openPage(t, { at: '/mascot', args: microphoneThatHears(ONE_WORD_WAV), complaints: true });
  await page.waitForFunction(() => globalThis.told().names.length > 0);
  await page.click('button'); // the click allows the sound
  await page.waitForFunction(() => globalThis.told().speaking.join() === 'false,true,false');
  const told = await page.evaluate(() => globalThis.told());
  assert.ok(told.shapes > 20, `${told.shapes} sets of weights`);
  assert.equal(told.gestures, 1);
  assert.equal(told.viseme, 0);
  assert.equal(await page.textContent('output'), String((await sessions())[0].audio));
  await page.evaluate(() => globalThis.hangUp());
  await page.waitForFunction(() => document.querySelector('output').textContent === 'none');
  const errors = page.complaints.filter((line) => !/inputs are deprecated|GPU stall|GL Driver/.test(line));
  assert.deepEqual(errors, []);
  t.diagnostic(`${told.shapes} different sets of weights reached the state machine`);
});
