// SPDX-License-Identifier: Apache-2.0
// A recording as a player takes it, and a turn as it is heard again.

const RATE = 24_000; // what most voices are sent at; half the bytes of a music file
const MOST_BYTES = 30 * 1024 * 1024; // a browser holds the file, its samples and what is sent

/**
 * The samples of whatever this browser can play.
 *
 * @param {File} file
 * @returns {Promise<{ pcm: Uint8Array, rate: number, seconds: number }>}
 */
export async function samplesOf(file) {
  if (file.size > MOST_BYTES) {
    const [has, most] = [file.size, MOST_BYTES].map((bytes) => Math.ceil(bytes / 1048576));
    throw new Error(`${file.name} has ${has} MB; this page takes up to ${most}. The relay itself takes more.`);
  }
  let buffer;
  try {
    buffer = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} is no recording that this browser can play.`);
  }
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
  const pcm = new DataView(new ArrayBuffer(2 * buffer.length));
  for (let i = 0; i < buffer.length; i++) {
    const level = channels.reduce((sum, channel) => sum + channel[i], 0) / channels.length;
    pcm.setInt16(2 * i, Math.round(Math.max(-1, Math.min(1, level)) * 32767), true);
  }
  return { pcm: new Uint8Array(pcm.buffer), rate: RATE, seconds: buffer.duration };
}

/** A timeline (of /v1/visemes) as a message carries it. */
export function injectedOf({ cues, durationMs }) {
  return { visemes: cues.map(({ t, v }) => ({ visemeId: v, offset: t })), start: 0, audio_duration: durationMs };
}

const AGAIN = 'again-';

/** What the player is given to hear a turn again, the n-th time. */
export function again({ pcm, rate, timeline }, n) {
  return { pcm: new Uint8Array(pcm.buffer), rate, turn: `${AGAIN}${n}`, injected: injectedOf(timeline) };
}

/** Whether a turn is one that is heard again. */
export function isHeardAgain(turn) {
  return turn?.startsWith(AGAIN) ?? false;
}
