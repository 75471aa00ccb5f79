// SPDX-License-Identifier: Apache-2.0
// What of the demo page is pure.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';

const WEB = new URL('../../../../relay/src/main/resources/web/', import.meta.url);
const { AddedLatency } = await import(new URL('page/added-latency.js', WEB));
const { Liveliness } = await import(new URL('page/liveliness.js', WEB));
const { again, injectedOf, isHeardAgain } = await import(new URL('page/recording.js', WEB));
const { Relay, Refused } = await import(new URL('page/signing.js', WEB));
const { SOUNDS } = await import(new URL('page/visemes.js', WEB));
const { Waveform } = await import(new URL('page/waveform.js', WEB));

describe('added latency', () => {
  const after = (...arrivals) => {
    const latency = new AddedLatency();
    arrivals.forEach(([at, sounds]) => latency.arrived(at, sounds));
    return latency.median;
  };

  it('is the gap between a message without sound and the sound right behind it', () => {
    assert.equal(after([0, false], [3, false], [9, true]), 6);
    assert.equal(after([0, false], [5, true], [100, false], [102, true], [200, false], [203, true]), 3);
  });

  it('is not told where nothing is known', () => {
    assert.equal(after([0, true], [100, true]), undefined, 'sound only');
    assert.equal(after([0, false], [500, true]), undefined, 'a pause of the vendor');
    assert.equal(after([0, true], [1, false], [40, true]), undefined, 'what stood behind sound was held up itself');
  });
});

it('a waveform knows how loud it is where, and forgets what is cut', () => {
  const waveform = new Waveform();
  const pcm = new Uint8Array(new Int16Array(2400).fill(16384, 1200).buffer);
  waveform.add(pcm, 24_000, 5.1);
  assert.deepEqual(
    waveform.between(5, 5.1).map(({ level }) => level),
    [0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5],
  );
  waveform.cut(5.045);
  assert.equal(waveform.between(0, 10).length, 5);
});

describe('the last turn', () => {
  const timeline = { durationMs: 90, cues: [{ t: 0, v: 0 }, { t: 30, v: 21 }] };
  const injected = { visemes: [{ visemeId: 0, offset: 0 }, { visemeId: 21, offset: 30 }], start: 0, audio_duration: 90 };

  it('a timeline becomes a message', () => assert.deepEqual(injectedOf(timeline), injected));

  it('is heard again under a name of its own', () => {
    const audio = again({ turn: 'item_1', pcm: new Int16Array([1, 2]), rate: 24_000, timeline }, 2);
    assert.deepEqual(audio, { pcm: new Uint8Array([1, 0, 2, 0]), rate: 24_000, turn: 'again-2', injected });
    assert.ok(isHeardAgain(audio.turn) && !isHeardAgain('item_1') && !isHeardAgain(undefined));
  });
});

describe('a face is alive', () => {
  const seeded = () => {
    let state = 1;
    return () => (state = (state * 16807) % 2147483647) / 2147483647;
  };

  it('blinks some times a minute, moves without a jump and shuts its eyes whole', () => {
    const life = new Liveliness(seeded());
    let [blinks, shut, before] = [0, false, undefined];
    for (let t = 0; t < 60; t += 1 / 60) {
      const now = life.at(t, t % 10 < 6, 0.5, false);
      blinks += now.lids < 0.1 && !shut ? 1 : 0;
      shut = now.lids < 0.1;
      assert.ok(now.lids >= -0.05 && now.lids <= 1 && Math.abs(now.tilt) < 4 && now.brows >= 0 && now.brows <= 1);
      assert.ok(!before || (Math.abs(now.tilt - before.tilt) < 0.2 && Math.abs(now.turn - before.turn) < 0.1));
      before = now;
    }
    assert.ok(blinks >= 10 && blinks <= 40, `${blinks}`);
  });

  it('holds still for whoever wants less motion', () => {
    const life = new Liveliness(seeded());
    assert.deepEqual(life.at(1, true, 1, true), life.at(9, false, 0, true));
  });
});

describe('keys', () => {
  it('nothing is asked without a tenant key', async () => {
    const relay = new Relay(() => ({ tenantKey: '', vendorKey: '', model: '', agent: '' }));
    await assert.rejects(async () => relay.signed('openai', {}), /Type a tenant key first/);
  });

  it('refusals say what helps', () => {
    assert.match(new Refused('unauthorized', 'x').message, /keys create/);
    assert.match(
      new Refused('rate_limited', 'The tenant may sign 1 times a minute; ask again in 7 s', 7).message,
      /again in 7 s\.$/,
    );
    assert.match(new Refused('draining', 'x', 5).message, /Again in 5 s/);
  });
});

it('all 22 visemes have sounds', () => assert.equal(SOUNDS.length, 22));

/** All modules that one imports, itself left out. */
async function imports(name, found = new Set()) {
  const source = await readFile(new URL(name, WEB), 'utf8');
  for (const [, path] of source.matchAll(/^(?:import|export)\b[^'"]*?['"](\.[^'"]+)['"]/gm)) {
    const module = new URL(path, new URL(name, WEB)).href.slice(WEB.href.length);
    if (!found.has(module)) {
      await imports(module, found.add(module));
    }
  }
  return found;
}

it('the page preloads modules that it needs, and all of its own', async (t) => {
  const html = await readFile(new URL('index.html', WEB), 'utf8');
  const preloaded = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, name]) => name);
  const needed = await imports('page/demo.js');
  assert.deepEqual(preloaded.filter((name) => !needed.has(name)), []);
  const missing = [...needed].filter((name) => !preloaded.includes(name));
  assert.deepEqual(missing.filter((name) => name.startsWith('page/')), []);
  t.diagnostic(`${preloaded.length} modules preloaded; fetched one after the other: ${missing.join(', ') || 'none'}`);
});

it('the page holds no script or style of its own, and names no other host', async () => {
  const html = await readFile(new URL('index.html', WEB), 'utf8');
  assert.doesNotMatch(html, /<style|style="|<script(?![^>]*src=)|\son\w+="|https?:\/\//);
  for (const name of (await readdir(new URL('page/', WEB))).filter((each) => each.endsWith('.js'))) {
    const source = await readFile(new URL(`page/${name}`, WEB), 'utf8');
    assert.doesNotMatch(source, /innerHTML|eval\(|new Function|https:\/\/(?!\S*\*\/)/, name);
  }
});
