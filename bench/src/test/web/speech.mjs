// SPDX-License-Identifier: Apache-2.0
// What fake vendors and microphones say in pages: the first words of a greeting, or nothing.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const GREETING = new URL('../../main/resources/speech/greeting.wav', import.meta.url);
const TARGET = new URL('../../../target/web-test/', import.meta.url);
const HEADER = 44;
const RATE = 24_000;

/** How long the short answer is. */
export const SHORT_MS = 2400;
const SHORT_BYTES = (2 * RATE * SHORT_MS) / 1000;
/** An option of the fake vendors, the same in all files: they share one rig. */
export const SHORT_SPEECH = `--wav=${wav('short', readFileSync(GREETING).subarray(HEADER, HEADER + SHORT_BYTES))}`;
/** For Chromium: a microphone that hears nothing. */
export const SILENCE_WAV = wav('silence', Buffer.alloc(2 * RATE));

/** For Chromium: somebody says something for half a second, and again a quarter of a minute later. */
export const ONE_WORD_WAV = wav('one-word', Buffer.concat([tone(0.5), Buffer.alloc(2 * RATE * 15)]));
/** For Chromium: a tone without end, of 440 Hz and half of the greatest amplitude. */
export const TONE_WAV = wav('tone', tone(1));

function tone(seconds) {
  const samples = Int16Array.from({ length: RATE * seconds }, (_, i) => 16_384 * Math.sin((2 * Math.PI * 440 * i) / RATE));
  return Buffer.from(samples.buffer);
}

/** Writes PCM16 of 24 kHz; returns its path. @param {string} name @param {Buffer} pcm */
export function wav(name, pcm) {
  const header = Buffer.from(readFileSync(GREETING).subarray(0, HEADER));
  header.writeUInt32LE(HEADER - 8 + pcm.length, 4);
  header.writeUInt32LE(pcm.length, HEADER - 4);
  mkdirSync(TARGET, { recursive: true });
  const path = fileURLToPath(new URL(`${name}.wav`, TARGET));
  writeFileSync(path, Buffer.concat([header, pcm]));
  return path;
}
