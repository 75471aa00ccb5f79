// SPDX-License-Identifier: Apache-2.0
import { Conversation, Microphone } from 'visemux';
import { found, observedPlayer } from './observed.js';

const PLAIN = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** What a microphone hands over: sizes of the pieces, and about the samples. */
globalThis.listen = async ({ rate, seconds }) => {
  const microphone = new Microphone({ rate, constraints: PLAIN });
  const pieces = [];
  await microphone.start((pcm) => pieces.push(new Int16Array(pcm.buffer)));
  await found(() => pieces.length > 5);
  const [from, before] = [performance.now(), pieces.length];
  await new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });
  const samples = pieces.slice(before).flatMap((piece) => [...piece]);
  const measured = { seconds: (performance.now() - from) / 1000, level: microphone.level };
  microphone.stop();
  return {
    ...measured, heard: samples.length / rate, hertz: rate / median(periods(samples)), peak: Math.max(...samples),
    isOpen: microphone.isOpen,
  };
};

/** In samples; a busy machine's microphone has gaps, which the median passes over. */
function periods(samples) {
  const rises = samples.flatMap((sample, i) => (i > 0 && samples[i - 1] < 0 && sample >= 0
    ? [i - sample / (sample - samples[i - 1])] : []));
  return rises.slice(1).map((at, i) => at - rises[i]);
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/** Mutes a microphone until it sends nothing, then unmutes it. */
globalThis.mute = async () => {
  const microphone = new Microphone({ rate: 16_000, constraints: PLAIN });
  const pieces = [];
  await microphone.start((pcm) => pieces.push({ at: performance.now(), loud: new Int16Array(pcm.buffer).some(Boolean) }));
  await found(() => pieces.some(({ loud }) => loud));
  const mutedAt = performance.now();
  microphone.muted = true;
  await found(() => performance.now() - pieces.at(-1).at > 300);
  const silent = pieces.filter(({ at }) => at > mutedAt + 100);
  const before = pieces.length;
  microphone.muted = false;
  await found(() => pieces.slice(before).some(({ loud }) => loud));
  microphone.stop();
  return { loud: silent.filter(({ loud }) => loud).length, hushedMs: silent.at(-1).at - mutedAt };
};

/** Why it cannot be had. */
globalThis.refused = async () => {
  try {
    await new Microphone().start(() => {});
    return 'it started';
  } catch ({ name, code, message }) {
    return { name, code, message };
  }
};

/** The user speaks, the agent answers. */
globalThis.converse = async ({ signed, vendor }) => {
  const observed = await observedPlayer();
  const conversation = new Conversation(vendor, observed.player);
  await conversation.open(signed);
  const microphone = new Microphone({ rate: conversation.inputRate, constraints: PLAIN });
  await microphone.start((pcm) => conversation.sendAudio(pcm));
  await observed.spoken();
  microphone.stop();
  conversation.close();
  return observed.report(conversation.attachment);
};
