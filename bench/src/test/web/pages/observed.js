// SPDX-License-Identifier: Apache-2.0
import { VisemePlayer } from 'visemux';

const TOLD = ['viseme', 'speakingstart', 'speakingend', 'warning'];

/** A started player, what it told and when, and what a test asks about it. */
export async function observedPlayer(options) {
  const player = new VisemePlayer(options);
  const events = [];
  for (const type of TOLD) {
    player.addEventListener(type, ({ detail }) => events.push({ type, at: performance.now(), ...detail }));
  }
  await player.start();
  return {
    player,
    events,
    /** The answer, or what was heard of it. */
    spoken: () => found(() => events.find(({ type }) => type === 'speakingend')),
    report: ({ messageCount, audioCount, decoratedCount, interrupted }) => ({
      messageCount, audioCount, decoratedCount, interrupted, events, visemeId: player.visemeId, speaking: player.speaking,
      shapes: new Set(events.filter(({ type }) => type === 'viseme').map(({ visemeId }) => visemeId)).size,
    }),
  };
}

/** The first value that is true. */
export async function found(condition, patienceMillis = 20_000) {
  for (const end = performance.now() + patienceMillis; performance.now() < end;) {
    const value = condition();
    if (value) {
      return value;
    }
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
  throw new Error(`never: ${condition}`);
}
