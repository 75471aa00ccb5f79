// SPDX-License-Identifier: Apache-2.0
// What the other page tests stand on: a real browser, a real relay, a vendor that speaks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browser.mjs';
import { rig } from './rig.mjs';

/** Runs in the page: a plain WebSocket through the relay, until the vendor has told the end of its answer. */
function converse(url) {
  return new Promise((resolve, reject) => {
    const audio = [];
    const socket = new WebSocket(url);
    socket.onopen = () => socket.send('{"type":"response.create"}');
    socket.onclose = ({ code, reason }) => reject(new Error(`closed ${code} ${reason}`));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      audio.push(...(message.type === 'response.output_audio.delta' ? [message.mascotVisemes !== undefined] : []));
      if (message.type === 'response.done') {
        resolve(audio);
      }
    };
  });
}

test('a page is answered through the relay, with visemes in every message of audio', async (t) => {
  const { sign, sessions } = await rig();
  const page = await openPage(t);
  const audio = await page.evaluate(converse, (await sign('openai')).signed_url);
  assert.equal(audio.length, (await sessions())[0].audio);
  assert.ok(audio.length > 10 && audio.every(Boolean));
  t.diagnostic(`${audio.length} messages of audio`);
});

test('the audio clock of a page runs without a sound card, at the rate of real time', async (t) => {
  const page = await openPage(t);
  const { ran, took } = await page.evaluate(async () => {
    const context = new AudioContext();
    await context.resume();
    const [from, at] = [context.currentTime, performance.now()];
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
    return { ran: context.currentTime - from, took: (performance.now() - at) / 1000 };
  });
  assert.ok(Math.abs(ran - took) < 0.1, `${ran} s of audio in ${took} s`);
});
