// SPDX-License-Identifier: Apache-2.0
// What a WebSocket receives, as messages.
import { Attachment } from './attachment.js';

/**
 * @param {WebSocket} socket
 * @param {import('./attachment.js').Reader} reader
 * @param {import('./attachment.js').Player} player
 */
export function listen(socket, reader, player) {
  const onMessage = inOrder((message) => attachment.take(message));
  const attachment = new Attachment(reader, player, () => socket.removeEventListener('message', onMessage));
  socket.addEventListener('message', onMessage);
  return attachment;
}

/**
 * JSON of TEXT and BINARY messages, one after the other: a Blob is read later than what comes behind it. What is no JSON
 * is passed over.
 *
 * @param {(message: any) => void} take
 * @returns {(event: MessageEvent) => void}
 */
export function inOrder(take) {
  let last = Promise.resolve();
  let waiting = 0;
  /** @param {string} text */
  const tell = (text) => {
    const message = parsed(text);
    if (message !== undefined) {
      take(message);
    }
  };
  return ({ data }) => {
    if (waiting === 0 && !(data instanceof Blob)) {
      tell(textOf(data));
      return;
    }
    waiting++;
    last = last.then(async () => {
      const text = data instanceof Blob ? await data.text() : textOf(data);
      waiting--;
      tell(text);
    });
  };
}

/** @param {string | ArrayBuffer} data */
function textOf(data) {
  return typeof data === 'string' ? data : new TextDecoder().decode(data);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
