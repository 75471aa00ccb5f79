// SPDX-License-Identifier: Apache-2.0
// A voice for vendors that listen for one, where there is no microphone: they take it for a user who speaks.

/** 100 ms of a hum, as PCM16. */
export function voice(rate) {
  return pcm(rate / 10, (i) => 16_000 * Math.sin((2 * Math.PI * 140 * i) / rate));
}

/** 600 ms of nothing: the user has finished. */
export function silence(rate) {
  return pcm(rate * 0.6, () => 0);
}

function pcm(samples, level) {
  return new Uint8Array(Int16Array.from({ length: samples }, (_, i) => level(i)).buffer);
}
