// SPDX-License-Identifier: Apache-2.0
// What the audio thread makes of a microphone, without one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MicrophoneProcessor, Resampler } from 'visemux/microphone-worklet.js';

const QUANTUM = 128;

/** A tone of amplitude 1 through a resampler, a quantum at a time, without its first and last moments. */
function resampled(inRate, outRate, hertz) {
  const resampler = new Resampler(inRate, outRate);
  const out = [];
  for (let from = 0; from < inRate; from += QUANTUM) {
    resampler.push(Float32Array.from({ length: QUANTUM }, (_, i) => Math.sin((2 * Math.PI * hertz * (from + i)) / inRate)),
      (sample) => out.push(sample));
  }
  return out;
}

function middleOf(samples) {
  return samples.slice(samples.length / 4, (3 * samples.length) / 4);
}

function decibels(samples) {
  return 10 * Math.log10((2 * samples.reduce((sum, each) => sum + each * each, 0)) / samples.length);
}

for (const inRate of [44_100, 48_000, 96_000, 16_000]) {
  for (const outRate of [8_000, 16_000, 24_000]) {
    test(`${inRate} to ${outRate} Hz: speech as loud as it was, at its moment, nothing folded back`, () => {
      const out = resampled(inRate, outRate, 440);
      assert.ok(Math.abs(out.length - outRate) < outRate / 100, 'a second is a second');
      assert.ok(Math.abs(decibels(middleOf(out))) < 0.05, `${decibels(middleOf(out))} dB`);
      const wrong = middleOf(out.map((sample, i) => sample - Math.sin((2 * Math.PI * 440 * i) / outRate)));
      assert.ok(decibels(wrong) < -60, `off by ${decibels(wrong)} dB`);
      if (inRate > outRate) {
        const folded = decibels(middleOf(resampled(inRate, outRate, outRate * 0.62)));
        assert.ok(folded < -60, `${folded} dB of what is above the band`);
      }
    });
  }
}

test('pieces have the length that was asked for, and are clipped rather than wrapped', () => {
  const pieces = [];
  const options = { inRate: 48_000, rate: 24_000, pieceSamples: 960 };
  const processor = new MicrophoneProcessor({ processorOptions: options });
  processor.port.postMessage = (piece) => pieces.push(piece);
  for (let i = 0; i < 100; i++) {
    assert.ok(processor.process([[new Float32Array(QUANTUM).fill(1.5)]]));
  }
  assert.equal(pieces.length, 6);
  assert.ok(pieces.every(({ length }) => length === 960));
  assert.equal(Math.max(...pieces[3]), 0x7fff);
  assert.ok(processor.process([[]]), 'a device that is gone is silence');
  processor.port.onmessage();
  assert.equal(processor.process([[]]), false);
});
