// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { TimelinePlayer } from '../../../../relay/src/main/resources/web/client/timeline-player.js';
import {
  CallRecorder, TimelineError, TurnRecorder, readTimeline, smoothTimeline,
} from '../../../../relay/src/main/resources/web/client/timeline.js';
import { LEAD_MS, RATE, field, stage } from './stage.mjs';

const TIMELINE = {
  version: 1, durationMs: 1000, speechMs: 600, frameMs: 10,
  cues: [{ t: 0, v: 0 }, { t: 200, v: 4 }, { t: 500, v: 6 }, { t: 800, v: 0 }],
};
const list = ({ cues }) => cues.map(({ t, v }) => `${v}@${t}`).join(' ');

describe('a timeline is read', () => {
  it('from text and from objects, and checked', () => {
    assert.deepEqual(readTimeline(TIMELINE), TIMELINE);
    assert.deepEqual(readTimeline(JSON.stringify({ ...TIMELINE, more: 1 })), TIMELINE);
    assert.deepEqual(readTimeline({ ...TIMELINE, durationMs: 0, speechMs: 0, cues: [{ t: 0, v: 0 }] }).cues.length, 1);
  });

  for (const [field, change] of Object.entries({
    version: { version: 2 }, durationMs: { durationMs: -1 }, speechMs: { speechMs: 1001 }, frameMs: { frameMs: 0 },
    cues: { cues: [] },
    'cues[0].t': { cues: [{ t: 10, v: 0 }] }, 'cues[1].t': { cues: [{ t: 0, v: 0 }, { t: 0, v: 1 }] },
    'cues[2].t': { cues: [{ t: 0, v: 0 }, { t: 9, v: 1 }, { t: 1001, v: 1 }] }, 'cues[0].v': { cues: [{ t: 0, v: 22 }] },
  })) {
    it(`and ${field} is named where it is wrong`, () => {
      const isNamed = (error) => error instanceof TimelineError && error.field === field;
      assert.throws(() => readTimeline({ ...TIMELINE, ...change }), isNamed);
    });
  }

  it('and nothing else is taken for one', () => {
    const cues = [[null], 'x', [{ t: 0, v: 1.5 }], [{ t: '0', v: 1 }]];
    const wrong = [{ durationMs: NaN }, ...cues.map((each) => ({ cues: each }))];
    const almost = wrong.map((change) => ({ ...TIMELINE, ...change }));
    for (const source of [undefined, null, 7, [], 'x', '{"version":1', '', '[]', ...almost]) {
      assert.throws(() => readTimeline(source), TimelineError);
    }
  });
});

describe('a call', () => {
  it('is recorded as it is seen', (t) => {
    const { player, play, pass } = stage(t);
    pass(300);
    const recorder = new CallRecorder(player);
    pass(100);
    play('a', 200, field(0, '4@0 6@80'));
    player.endTurn();
    pass(500);
    play('b', 200, field(0, '7@0'));
    pass(150);
    player.interrupt();
    pass(250);
    const call = recorder.stop();
    assert.equal(list(call), '0@0 4@200 6@280 0@400 7@700 0@750');
    assert.equal(call.durationMs, 1000);
    assert.equal(call.speechMs, 250);
    assert.deepEqual(readTimeline(call), call);
    play('c', 200, field(0, '8@0'));
    pass(400);
    assert.equal(list(recorder.timeline()), list(call));
  });

  it('may begin in mid-turn', (t) => {
    const { player, play, pass } = stage(t);
    play('a', 200, field(0, '4@0'));
    pass(LEAD_MS + 50);
    const recorder = new CallRecorder(player);
    pass(300);
    assert.equal(list(recorder.timeline()), '4@0 0@150');
  });
});

describe('the last turn', () => {
  it('is kept with its sound and its visemes as they came', (t) => {
    const { player } = stage(t);
    const recorder = new TurnRecorder(player);
    assert.equal(recorder.turn, undefined);
    const bytes = Uint8Array.from({ length: 2 * RATE }, (_, i) => i % 251);
    player.play({ pcm: bytes.slice(0, 4001), rate: RATE, turn: 'a', injected: field(0, '9@0') });
    player.play({ pcm: bytes.slice(0, 9601), rate: RATE, turn: 'b', injected: field(0, '4@0 6@80', { smoothed: false }) });
    player.play({ pcm: bytes.slice(9601), rate: RATE, turn: 'b', injected: field(300, '7@500', { smoothed: false }) });
    player.play({ pcm: new Uint8Array(0), rate: RATE, turn: 'b', injected: field(1000, '0@0', { smoothed: false }) });
    const { turn, pcm, rate, timeline } = recorder.turn;
    assert.deepEqual([turn, rate, list(timeline), timeline.durationMs], ['b', RATE, '4@0 6@80 7@800 0@1000', 1000]);
    assert.equal(recorder.smoothed, false);
    assert.deepEqual(pcm, new Int16Array(bytes.buffer));
    assert.deepEqual(readTimeline(timeline), timeline);
  });
});

describe('natural lip sync of a timeline', () => {
  const VECTORS = new URL('../../../../dsp/src/test/resources/natural-lip-sync.json', import.meta.url);
  const { vectors } = JSON.parse(readFileSync(VECTORS, 'utf8'));
  const recordings = vectors.filter(({ recorded, options }) => recorded && options === 'conversation');

  for (const { name, options, messages, told } of recordings) {
    it(`is the server's of recorded audio: ${name}`, () => {
      const cues = [];
      let t = 0;
      for (const [v, hops] of messages[0].split(' ').map((run) => run.split('*').map(Number))) {
        cues.push({ t, v });
        t += 10 * hops;
      }
      const smoothed = smoothTimeline({ ...TIMELINE, durationMs: t, cues }, options);
      assert.equal(smoothed.cues.map((cue) => `${cue.v}@${cue.t / 10}`).join(' '), told);
    });
  }

  it('changes nothing where it is off', () => assert.deepEqual(smoothTimeline(TIMELINE, false), TIMELINE));
});

describe('a replay', () => {
  function replay(t) {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let millis = 0;
    const clock = { now: () => millis / 1000, isRunning: () => true };
    const replayed = new TimelinePlayer(JSON.stringify(TIMELINE), { clock });
    const told = [];
    replayed.addEventListener('viseme', ({ detail }) => told.push(`${detail.visemeId}@${Math.round(detail.ms)}`));
    replayed.addEventListener('ended', () => told.push('ended'));
    const pass = (ms) => {
      for (let i = 0; i < ms; i++) {
        millis++;
        t.mock.timers.tick(1);
      }
    };
    return { replayed, told, pass };
  }

  it('shows each shape in its time, and ends', async (t) => {
    const { replayed, told, pass } = replay(t);
    await replayed.play();
    pass(1500);
    assert.deepEqual(told, ['4@200', '6@500', '0@800', 'ended']);
    assert.equal(replayed.isPlaying, false);
    await replayed.play();
    pass(250);
    assert.equal(replayed.visemeId, 4);
    assert.deepEqual(replayed.frame(), { visemeId: 4, previousId: 0, sinceMs: 50, nextId: 6, untilMs: 250, speaking: true });
  });

  it('is paused with a closed mouth, and sought', async (t) => {
    const { replayed, told, pass } = replay(t);
    replayed.seek(600);
    assert.equal(replayed.positionMs, 600);
    assert.equal(replayed.visemeId, 0);
    await replayed.play();
    pass(50);
    assert.equal(replayed.visemeId, 6);
    replayed.pause();
    pass(5000);
    assert.equal(Math.round(replayed.positionMs), 650);
    assert.equal(replayed.visemeId, 0);
    await replayed.play();
    replayed.seek(210);
    pass(1);
    assert.equal(replayed.visemeId, 4);
    replayed.seek(-5);
    assert.equal(replayed.positionMs, 0);
    replayed.seek(NaN);
    replayed.seek(1e9);
    pass(1);
    assert.deepEqual(told, ['6@600', '0@650', '6@650', '4@210', '0@0', 'ended']);
  });

  it('tells what is seen in a stretch', (t) => {
    const { replayed } = replay(t);
    assert.deepEqual(replayed.shapes(450, 600), [{ id: 4, from: 200, to: 500 }, { id: 6, from: 500, to: 800 }]);
    assert.deepEqual([-1, 0, 499, 500, 999, 1000].map((ms) => replayed.visemeAt(ms)), [0, 0, 4, 6, 0, 0]);
  });
});
