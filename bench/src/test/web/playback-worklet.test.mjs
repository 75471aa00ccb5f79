// SPDX-License-Identifier: Apache-2.0
// What the audio thread does, quantum by quantum.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { PlaybackProcessor } from '../../../../relay/src/main/resources/web/client/playback-worklet.js';

const QUANTUM = 128;
const NOTICE_SECONDS = 0.03;

/** A context of some rate: `run(seconds)` gives what it plays. */
function thread(rate, leadSeconds = 0.12) {
  const said = [];
  const processor = new PlaybackProcessor({ processorOptions: { leadSeconds, rate } });
  processor.port.postMessage = (message) => said.push(message);
  globalThis.currentFrame = 0;
  return {
    said,
    take: (message) => processor.take(message),
    push: (pcm, pcmRate, sound = 0) => processor.take({ piece: { pcm, rate: pcmRate, sound } }),
    run(seconds) {
      const played = new Float32Array(Math.ceil((seconds * rate) / QUANTUM) * QUANTUM);
      for (let at = 0; at < played.length; at += QUANTUM) {
        processor.process([], [[played.subarray(at, at + QUANTUM)]]);
        globalThis.currentFrame += QUANTUM;
      }
      return played;
    },
  };
}

function tone(rate, seconds, hertz, level = 16_000) {
  return Int16Array.from({ length: rate * seconds }, (_, i) => level * Math.sin((2 * Math.PI * hertz * i) / rate));
}

/** Everything but this tone, in dB below it. */
function noise(played, rate, hertz, from, to) {
  let [sine, cosine, power] = [0, 0, 0];
  for (let i = from; i < to; i++) {
    sine += played[i] * Math.sin((2 * Math.PI * hertz * i) / rate);
    cosine += played[i] * Math.cos((2 * Math.PI * hertz * i) / rate);
    power += played[i] ** 2;
  }
  const ofTone = (2 * (sine ** 2 + cosine ** 2)) / (to - from);
  return 10 * Math.log10((power - ofTone) / ofTone);
}

describe('sound', () => {
  const rates = [[24_000, 48_000], [16_000, 48_000], [24_000, 44_100], [8_000, 44_100], [48_000, 44_100], [22_050, 48_000]];
  for (const [from, to] of rates) {
    it(`is resampled from ${from} to ${to} Hz without noise, in messages of any length`, (t) => {
      const { push, run } = thread(to);
      const hertz = 100 * Math.floor(from / 800); // whole periods in what is measured
      const pcm = tone(from, 2, hertz);
      for (let at = 0, n = 0; at < pcm.length; n++) {
        const length = [1, 317, 2400, 80][n % 4];
        push(pcm.slice(at, at + length), from, at / from);
        at += length;
      }
      const decibels = noise(run(2), to, hertz, to / 4, to);
      t.diagnostic(`${from} to ${to} Hz: ${decibels.toFixed(0)} dB`);
      assert.ok(decibels < -70, `${decibels} dB`);
    });
  }

  it('of the context\'s own rate is played as it is', () => {
    const { push, run, said } = thread(48_000);
    const pcm = tone(48_000, 0.5, 997);
    push(pcm.slice(0, 9_001), 48_000);
    push(pcm.slice(9_001), 48_000, 9_001 / 48_000);
    const played = run(1);
    const { frame } = said[0];
    pcm.forEach((sample, i) => assert.equal(played[frame + i], sample / 32_768));
    assert.equal(said[1].dry, 0.5);
  });

  it('does not drift: after ten minutes each sample is where it belongs', () => {
    const { push, run, said } = thread(44_100);
    const second = new Int16Array(24_000).fill(16_000, 0, 2_400);
    for (let n = 0; n < 600; n++) {
      push(second, 24_000, n);
    }
    let [worst, onsets] = [0, 0];
    for (let n = 0; n < 600; n++) {
      const base = globalThis.currentFrame;
      const played = run(1);
      for (let i = 1; i < played.length; i++) {
        if (played[i - 1] < 0.24 && played[i] >= 0.24) {
          const seconds = (base + i - said[0].frame) / 44_100;
          worst = Math.max(worst, Math.abs(seconds - Math.round(seconds)));
          onsets++;
        }
      }
    }
    assert.deepEqual(said.map(({ dry }) => dry), [undefined, 600], 'one stretch of sound');
    assert.equal(onsets, 600);
    assert.ok(worst < 1 / 24_000, `${worst} s`);
  });

  it('of another rate follows without a gap', () => {
    const { push, run, said } = thread(48_000);
    push(tone(24_000, 0.5, 500), 24_000, 0);
    push(tone(16_000, 0.5, 500), 16_000, 0.5);
    run(2);
    assert.deepEqual(said.map(({ began, dry }) => [began, dry]), [[0, undefined], [0.5, undefined], [undefined, 1]]);
    assert.equal(said[1].frame - said[0].frame, 24_000);
  });
});

describe('the jitter buffer', () => {
  it('lets the first message after silence wait, and tells before sound begins', () => {
    const { push, run, said } = thread(48_000);
    push(tone(24_000, 0.2, 500), 24_000);
    run(0.5);
    assert.ok(Math.abs(said[0].frame / 48_000 - 0.12) < 0.006, `${said[0].frame}`);
  });

  it('does not wait where more has come already, or none follows', () => {
    const fast = thread(48_000);
    for (let n = 0; n < 5; n++) {
      fast.push(tone(24_000, 0.2, 500), 24_000, n * 0.2);
    }
    fast.run(0.1);
    assert.equal(fast.said[0].frame, NOTICE_SECONDS * 48_000);
    const last = thread(48_000);
    last.push(tone(24_000, 0.05, 500), 24_000);
    last.take({ end: true });
    last.run(0.1);
    assert.equal(last.said[0].frame, NOTICE_SECONDS * 48_000);
  });

  it('fills again after it has run dry', () => {
    const { push, run, said } = thread(48_000);
    push(tone(24_000, 0.2, 500), 24_000);
    run(0.4);
    push(tone(24_000, 0.2, 500), 24_000, 0.2);
    run(0.4);
    assert.deepEqual(said.map(({ began, dry }) => began ?? -dry), [0, -0.2, 0.2, -0.4]);
    assert.ok(Math.abs(said[2].frame / 48_000 - 0.52) < 0.006);
  });
});

describe('a flush', () => {
  it('is silent within 5 ms and does not click', () => {
    const { push, run, take, said } = thread(48_000);
    push(tone(24_000, 1, 500), 24_000);
    run(0.31);
    take({ flush: 1 });
    const played = run(0.1);
    const loudest = (from) => played.slice(from).reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    assert.ok(loudest(240) < 0.001, `${loudest(240)}`);
    for (let i = 1; i < played.length; i++) {
      assert.ok(Math.abs(played[i] - played[i - 1]) < 0.05);
    }
    push(tone(24_000, 0.2, 500), 24_000, 0.1);
    run(0.5);
    assert.deepEqual(said.slice(1).map(({ epoch, began, dry }) => [epoch, began ?? -dry]), [[1, 0.1], [1, -(0.1 + 0.2)]]);
  });
});

it('costs the audio thread little', (t) => {
  const { push, run } = thread(48_000);
  push(tone(24_000, 20, 500), 24_000);
  run(1);
  const from = performance.now();
  run(10);
  const share = (performance.now() - from) / 10_000;
  t.diagnostic(`resampling takes ${(100 * share).toFixed(1)} % of a core`);
  assert.ok(share < 0.5);
});
