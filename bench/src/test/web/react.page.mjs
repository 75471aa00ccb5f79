// SPDX-License-Identifier: Apache-2.0
// React in a page, in its strict mode.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { SHORT_MS, SHORT_SPEECH } from './speech.mjs';

async function start(t, name, vendor, fake = ['--pace=burst']) {
  const { sign, sessions } = await rig({ fake: [SHORT_SPEECH, '--greet', ...fake] });
  const page = await openPage(t, { at: '/react' });
  const signed = await sign(vendor);
  await page.evaluate(([which, job]) => globalThis[which](job), [name, { signed }]);
  return { page, sessions };
}

const spoken = (page) => page.evaluate(() => globalThis.spoken());

for (const [name, vendor] of [['openai', 'openai'], ['gemini', 'gemini'], ['socket', 'vatel']]) {
  test(`useVisemes and <Mouth>, ${name}: heard, counted, drawn and closed`, async (t) => {
    const { page, sessions } = await start(t, name, vendor);
    const report = await spoken(page);
    assert.equal(report.isIntercepting, true);
    assert.equal(report.count, (await sessions())[0].audio);
    assert.equal(report.ended.length, 1, 'heard once, in strict mode too');
    assert.ok(Math.abs(report.ended[0].playedMs - SHORT_MS) < 20, `${report.ended[0].playedMs} ms`);
    assert.ok(report.shapes > 8 && report.paths > 20 && report.jaws > 5, JSON.stringify(report));
    assert.equal(report.viseme, '0');
    const closed = await page.evaluate(() => globalThis.report().path);
    await page.evaluate(() => globalThis.shapes());
    assert.equal(closed, await page.locator('[aria-label="shape 0"] .visemux-lowerLip').getAttribute('d'), 'drawn closed');
    t.diagnostic(`${report.renders} renders, ${report.paths} drawings of the mouth in ${SHORT_MS} ms`);
  });
}

test('a setting that is changed in mid-call, and objects that are new at each render, cut nothing off', async (t) => {
  const { page } = await start(t, 'openai', 'openai');
  const over = spoken(page);
  await page.evaluate(() => globalThis.speaks());
  await page.evaluate(() => globalThis.setMinInterval(80));
  await page.waitForFunction(() => globalThis.report().interval === 80);
  const report = await over;
  assert.deepEqual(report.ended.map(({ interrupted }) => interrupted), [false]);
  assert.ok(Math.abs(report.ended[0].playedMs - SHORT_MS) < 20);
});

test('who hangs up hears nothing more, and sees a closed mouth', async (t) => {
  const { page } = await start(t, 'openai', 'openai');
  const over = spoken(page);
  await page.evaluate(() => globalThis.speaks());
  await page.evaluate(() => globalThis.hangUp());
  const report = await over;
  assert.equal(report.isIntercepting, false);
  assert.equal(report.ended[0].interrupted, true);
  assert.equal(report.viseme, '0');
});

test('a component that goes takes its agent\'s voice with it', async (t) => {
  const { page } = await start(t, 'openai', 'openai');
  await page.evaluate(() => globalThis.speaks());
  const ended = await page.evaluate(() => globalThis.unmounted());
  assert.equal(ended.interrupted, true);
});

test('<Mouth> draws 22 shapes, each unlike the others', async (t) => {
  const page = await openPage(t, { at: '/react' });
  await page.evaluate(() => globalThis.shapes());
  await page.waitForSelector('[aria-label="shape 21"]');
  const drawn = await page.$$eval('svg', (all) => all.map((svg) => svg.innerHTML.replace(/_r_\w+_|«\w+»/g, '')));
  assert.equal(new Set(drawn).size, 22);
  if (process.env.VISEMUX_SCREENSHOTS) {
    await page.screenshot({ path: `${process.env.VISEMUX_SCREENSHOTS}/mouths.png`, fullPage: true });
  }
});
