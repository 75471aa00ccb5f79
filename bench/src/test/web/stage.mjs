// SPDX-License-Identifier: Apache-2.0
// A player on a clock that the test moves.
import { SilentPlayback } from '../../../../relay/src/main/resources/web/client/playback.js';
import { VisemePlayer } from '../../../../relay/src/main/resources/web/client/player.js';

export const RATE = 16_000;
export const LEAD_MS = 100;
const TYPES = ['viseme', 'speakingstart', 'speakingend', 'warning'];

/** A player whose events are kept; `play` gives it silence of a turn, `pass` lets time go on. */
export function stage(t, options = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const stage = { millis: 0, isRunning: true, pushed: [], flushed: 0, events: [] };
  t.mock.method(performance, 'now', () => stage.millis);
  const clock = { now: () => stage.millis / 1000, isRunning: () => stage.isRunning };
  const player = new VisemePlayer({
    ...options,
    playback: (listener) => {
      const silent = new SilentPlayback({ leadSeconds: LEAD_MS / 1000, clock }, listener);
      return Object.assign(silent, {
        push: (pcm, rate, sound) => {
          stage.pushed.push(...pcm);
          SilentPlayback.prototype.push.call(silent, pcm, rate, sound);
        },
        flush: () => {
          stage.flushed++;
          SilentPlayback.prototype.flush.call(silent);
        },
      });
    },
  });
  TYPES.forEach((type) => player.addEventListener(type, ({ detail }) => {
    stage.events.push({ type, ...detail, at: Math.round(stage.millis) });
  }));
  return Object.assign(stage, {
    player,
    pass(millis) {
      for (let i = 0; i < millis; i++) {
        stage.millis++;
        t.mock.timers.tick(1);
      }
    },
    /** Time in which no timer runs, as in a hidden tab. */
    sleep(millis) {
      stage.millis += millis;
    },
    play(turn, ms, injected, more = {}) {
      player.play({ pcm: new Uint8Array((ms * RATE * 2) / 1000), rate: RATE, turn, injected, ...more });
    },
    told: (type) => stage.events.filter((event) => event.type === type),
    shapes: () => stage.told('viseme').map(({ visemeId, at }) => `${visemeId}@${at}`).join(' '),
  });
}

/** What the relay adds to a message, from `id@offset`s. */
export function field(start, text, more = {}) {
  const visemes = text.split(' ').filter(Boolean).map((entry) => {
    const [visemeId, offset] = entry.split('@').map(Number);
    return { visemeId, offset };
  });
  return { visemes, start, smoothed: true, ...more };
}
