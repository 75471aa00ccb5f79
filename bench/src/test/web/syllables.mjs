// SPDX-License-Identifier: Apache-2.0
// Speech whose times are known: pieces of the agent's sentences, each cut where its sound begins, with silence between.
import { readFileSync } from 'node:fs';
import { wav } from './speech.mjs';
import { LOUD } from './tap.mjs';

const RATE = 24_000;
const SYLLABLE = 0.24 * RATE;
const RAMP = 0.002 * RATE;
const ONSET = 0.005 * RATE; // no later is it loud
/** Between two, at least: longer than any pause inside one. */
export const PAUSE_SECONDS = 0.3;

/** The loud pieces of a sentence. */
function pieces(name) {
  const file = readFileSync(new URL(`../../main/resources/speech/${name}.wav`, import.meta.url)).subarray(44);
  const pcm = Float32Array.from({ length: file.length >> 1 }, (_, i) => file.readInt16LE(2 * i) / 32_768);
  const found = [];
  for (let at = 0; at + SYLLABLE < pcm.length; at += RATE / 100) {
    const piece = pcm.slice(at, at + SYLLABLE);
    const loudest = Math.max(...piece.map(Math.abs));
    const shaped = piece.map((sample, i) => ((0.8 * sample) / loudest) * Math.min(1, i / RAMP, (SYLLABLE - i) / (10 * RAMP)));
    const onset = shaped.findIndex((sample) => Math.abs(sample) > LOUD);
    const power = shaped.reduce((sum, sample) => sum + sample ** 2, 0) / SYLLABLE;
    if (loudest > 0.2 && onset < ONSET && power > 0.02) {
      found.push({ shaped, onset });
      at += SYLLABLE;
    }
  }
  return found;
}

/** So many seconds of them: { path, ms, onsets }, `onsets` the ms at which the tap calls each of them sound. */
export function syllables(seconds) {
  const stock = ['greeting', 'booking', 'problem'].flatMap(pieces);
  const pcm = Buffer.alloc(2 * RATE * seconds);
  const onsets = [];
  // Pauses of all lengths, so that syllables fall anywhere between hops, messages and animation frames.
  for (let at = 0.4 * RATE, k = 0; at + SYLLABLE < (seconds - 0.5) * RATE; k++) {
    const { shaped, onset } = stock[k % stock.length];
    shaped.forEach((sample, i) => pcm.writeInt16LE(Math.round(sample * 32_767), 2 * (at + i)));
    onsets.push(((at + onset) * 1000) / RATE);
    at += SYLLABLE + Math.round((PAUSE_SECONDS + 0.1 + ((k * 0.0537) % 0.25)) * RATE);
  }
  return { path: wav(`syllables-${seconds}`, pcm), ms: seconds * 1000, onsets, kinds: stock.length };
}
