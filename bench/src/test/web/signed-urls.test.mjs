// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignedUrls, explainClose } from 'visemux';

const MINUTE = 60_000;

/** A backend that counts, and fails where it is told to. */
function backend() {
  const asked = { count: 0, fails: false };
  const fetchSigned = async () => {
    asked.count++;
    if (asked.fails) {
      throw new Error('the backend is down');
    }
    return { signed_url: `wss://relay/${asked.count}` };
  };
  return [asked, fetchSigned];
}

const urlOf = async (urls) => (await urls.get()).signed_url;

test('a signed URL is at hand before anybody asks, and is handed out once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const [asked, fetchSigned] = backend();
  const urls = new SignedUrls(fetchSigned);
  assert.equal(asked.count, 1);
  assert.equal(await urlOf(urls), 'wss://relay/1');
  assert.equal(asked.count, 1);
  assert.equal(await urlOf(urls), 'wss://relay/2');
});

test('one that nobody used is replaced after nine minutes', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const [asked, fetchSigned] = backend();
  const urls = new SignedUrls(fetchSigned);
  t.mock.timers.tick(9 * MINUTE);
  assert.equal(asked.count, 2);
  assert.equal(await urlOf(urls), 'wss://relay/2');
  t.mock.timers.tick(60 * MINUTE);
  assert.equal(asked.count, 2, 'during a call none is fetched');
  urls.used();
  assert.equal(asked.count, 3, 'after it, the next one');
});

test('a tab whose timers slept is given a new one', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] }); // no timer rings
  const [asked, fetchSigned] = backend();
  const urls = new SignedUrls(fetchSigned);
  t.mock.timers.tick(11 * MINUTE);
  assert.equal(await urlOf(urls), 'wss://relay/2');
  assert.equal(asked.count, 2);
  urls.close();
});

test('a backend that was down is asked again, and its error told', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const [asked, fetchSigned] = backend();
  asked.fails = true;
  const urls = new SignedUrls(fetchSigned);
  await assert.rejects(urls.get(), /the backend is down/);
  asked.fails = false;
  assert.equal(await urlOf(urls), 'wss://relay/2');
});

test('a consumed or expired URL is replaced and explained', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const [asked, fetchSigned] = backend();
  const urls = new SignedUrls(fetchSigned);
  for (const reason of ['token_consumed', 'token_expired']) {
    const before = asked.count;
    const { why, freshUrlHelps } = urls.closed({ code: 1008, reason });
    assert.ok(freshUrlHelps);
    assert.match(why, /signed URL was/);
    assert.equal(asked.count, before + 1);
  }
});

test('other closes are explained, a vendor\'s as it wrote them', () => {
  assert.deepEqual(explainClose({ code: 1001, reason: 'Your session hit the maximum duration of 60 minutes.' }),
    { why: 'Your session hit the maximum duration of 60 minutes.', freshUrlHelps: false });
  assert.match(explainClose({ code: 1008, reason: 'quota_exceeded' }).why, /quota/);
  assert.match(explainClose({ code: 1006, reason: '' }).why, /refused/);
  assert.match(explainClose({ code: 4321 }).why, /4321/);
  assert.match(explainClose({ code: 4321, reason: 'toString' }).why, /toString/);
});
