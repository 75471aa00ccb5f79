// SPDX-License-Identifier: Apache-2.0
// Applications without an SDK: one that has a socket of its own, one that has nothing.
import { Conversation, SignedUrls, attachSocket, attachVatel } from 'visemux';
import { observedPlayer } from './observed.js';

/** A socket of the application's own. */
globalThis.attach = async ({ url, vendor, blobs, protocols = [] }) => {
  const observed = await observedPlayer();
  const socket = new WebSocket(url, protocols);
  socket.binaryType = blobs ? 'blob' : 'arraybuffer';
  const attachment = vendor === 'vatel' ? attachVatel(socket, observed.player) : attachSocket(socket, vendor, observed.player);
  socket.onopen = () => socket.send('{"type":"response.create"}');
  await observed.spoken();
  socket.close();
  return observed.report(attachment);
};

/** {@link Conversation}, which asks and interrupts. */
globalThis.converse = async ({ signed, vendor, question, interruptAfterMs }) => {
  const observed = await observedPlayer();
  const conversation = new Conversation(vendor, observed.player);
  const words = [];
  let closed;
  conversation.addEventListener('transcript', ({ detail }) => words.push(detail.text));
  conversation.addEventListener('close', ({ detail }) => { closed = detail; });
  await conversation.open(signed);
  const asked = question ? conversation.say(question) : undefined;
  let interruptedAt;
  if (interruptAfterMs) {
    observed.player.addEventListener('speakingstart', () => setTimeout(() => {
      interruptedAt = performance.now();
      conversation.interrupt();
    }, interruptAfterMs));
  }
  await observed.spoken();
  globalThis.hangUp = () => { conversation.close(); };
  globalThis.report = () => ({
    ...observed.report(conversation.attachment), words: words.join(''), asked, interruptedAt, closed,
  });
  return globalThis.report();
};

/** Two calls with URLs that are kept at hand, then one with a URL that was used, then one with what helps. */
globalThis.callAgain = async () => {
  const urls = new SignedUrls(async () => (await fetch('/signed-url')).json());
  const { player } = await observedPlayer();
  const call = async (signed) => {
    const conversation = new Conversation('openai', player);
    const closed = new Promise((resolve) => {
      conversation.addEventListener('close', ({ detail }) => resolve(urls.closed(detail)));
    });
    try {
      await conversation.open(signed);
      conversation.close();
      await closed;
      return 'open';
    } catch {
      return closed;
    }
  };
  const first = await urls.get();
  return [await call(first), await call(await urls.get()), await call(first), await call(await urls.get())];
};

/** Why a conversation does not open, in words. */
globalThis.refused = async ({ signed, vendor }) => {
  const { player } = await observedPlayer();
  try {
    await new Conversation(vendor, player).open(signed);
    return 'it opened';
  } catch ({ message, freshUrlHelps }) {
    return { message, freshUrlHelps };
  }
};
