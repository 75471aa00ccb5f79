// SPDX-License-Identifier: Apache-2.0
// Where a session is made in one place and its mouth is drawn in another, and neither knows of the other.

/** @typedef {import('./openai.js').Emitter} Emitter */
/** @typedef {(transport: Emitter) => void} Taker */

/** @type {Taker[]} */
const takers = [];
/** The session that was announced last. @type {WeakRef<Emitter> | undefined} */
let latest;
/** Who has it. @type {Taker | undefined} */
let holder;

/** A session that somebody may want to hear: it goes to the latest taker, or waits for one. @param {Emitter} transport */
export function announce(transport) {
  latest = new WeakRef(transport);
  holder = takers.at(-1);
  holder?.(transport);
}

/** What is announced comes here, until the returned function is called. @param {Taker} taker */
export function takeAnnounced(taker) {
  takers.push(taker);
  const waiting = holder ? undefined : latest?.deref();
  if (waiting) {
    holder = taker;
    taker(waiting);
  }
  return () => {
    takers.splice(takers.indexOf(taker), 1);
    holder = holder === taker ? undefined : holder;
  };
}
