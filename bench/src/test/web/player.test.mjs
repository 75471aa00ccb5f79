// SPDX-License-Identifier: Apache-2.0
// The player on a clock that the test moves, so that nothing here depends on how fast a machine is.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { VisemePlayer } from '../../../../relay/src/main/resources/web/client/player.js';
import { LEAD_MS, RATE, field, stage } from './stage.mjs';

describe('a turn', () => {
  it('is told shape by shape as its sound is heard, with its beginning and end', (t) => {
    const { player, play, pass, events, shapes } = stage(t);
    play('a', 200, field(0, '0@0 4@50 6@150'));
    play('a', 200, field(200, '7@10'));
    play('a', 0, field(400, '0@0'));
    player.endTurn('a');
    assert.equal(Math.round(player.aheadMs), 400);
    pass(600);
    assert.equal(shapes(), '4@150 6@250 7@310 0@500');
    assert.deepEqual(events.filter(({ type }) => type.startsWith('speaking')), [
      { type: 'speakingstart', turn: 'a', at: 100 },
      { type: 'speakingend', turn: 'a', playedMs: 400, interrupted: false, at: 500 },
    ]);
    assert.ok(events.every(({ type, turn }) => type !== 'viseme' || turn === 'a'));
  });

  it('without an end is over when it was silent for a while; the mouth is closed at once', (t) => {
    const { player, play, pass, told, shapes } = stage(t);
    play('a', 200, field(0, '4@0'));
    pass(301);
    assert.equal(shapes(), '4@100 0@300');
    assert.equal(player.speaking, true);
    pass(800);
    assert.equal(player.speaking, false);
    assert.deepEqual(told('speakingend').map(({ playedMs }) => playedMs), [200]);
  });

  it('goes on after its audio has run dry, with the shape that was told last', (t) => {
    const { play, pass, told, shapes } = stage(t);
    play('a', 200, field(0, '4@0'));
    pass(400);
    play('a', 200, field(200, ''));
    pass(400);
    assert.equal(shapes(), '4@100 0@300 4@500 0@700');
    assert.equal(told('speakingend').length, 0);
  });

  it('follows another one without a pause', (t) => {
    const { player, play, pass, events } = stage(t);
    play('a', 100, field(0, '4@0'));
    play('b', 100, field(0, '4@0'));
    player.endTurn();
    pass(300);
    const told = events.filter(({ type }) => type.startsWith('speaking')).map(({ type, turn, at }) => `${type} ${turn} ${at}`);
    assert.deepEqual(told, ['speakingstart a 100', 'speakingend a 200', 'speakingstart b 200', 'speakingend b 300']);
  });

  it('may be cut anywhere: half a sample waits for the other half', (t) => {
    const { player, pushed } = stage(t);
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => (i * 7) % 256);
    for (let from = 0, n = 0; from < 200; n++) {
      const to = Math.min(200, from + [1, 3, 0, 5, 2, 1, 1][n % 7]);
      player.play({ pcm: bytes.subarray(from, to), rate: RATE, turn: 'a', injected: field(undefined, '') });
      from = to;
    }
    assert.deepEqual(pushed, [...new Int16Array(bytes.buffer)]);
    player.play({ pcm: new Uint8Array([1]), rate: RATE, turn: 'a' });
    player.play({ pcm: new Uint8Array([5, 0]), rate: RATE, turn: 'b' });
    assert.equal(pushed.at(-1), 5);
  });
});

describe('an interruption', () => {
  it('closes the mouth at once and says how much was heard; what comes late is dropped', (t) => {
    const scene = stage(t);
    const { player, play, pass, told, shapes, pushed } = scene;
    play('a', 1000, field(0, '4@0 6@500'));
    pass(450);
    assert.deepEqual(player.interrupt(), { turn: 'a', playedMs: 350 });
    assert.equal(player.visemeId, 0);
    assert.equal(player.aheadMs, 0);
    assert.equal(shapes(), '4@100 0@450');
    const samples = pushed.length;
    play('a', 1000, field(1000, '7@0'));
    pass(500);
    assert.equal(pushed.length, samples);
    assert.equal(shapes(), '4@100 0@450');
    assert.deepEqual(told('speakingend').map(({ playedMs, interrupted }) => [playedMs, interrupted]), [[350, true]]);
    play('b', 200, field(0, '9@0'));
    pass(400);
    assert.match(shapes(), /0@450 9@1050 0@1250$/);
    assert.equal(scene.flushed, 1);
  });

  it('before anything was heard, after all was, and of nothing', (t) => {
    const { player, play, pass, shapes } = stage(t);
    assert.deepEqual(player.interrupt(), { turn: undefined, playedMs: 0 });
    play('a', 200, field(0, '4@0'));
    assert.deepEqual(player.interrupt(), { turn: 'a', playedMs: 0 });
    play('b', 200, field(0, '4@0'));
    player.endTurn('b');
    pass(400);
    assert.deepEqual(player.interrupt(), { turn: undefined, playedMs: 0 });
    assert.equal(shapes(), '4@100 0@300');
  });

  it('takes all turns that wait with it, and tells of the one that is heard', (t) => {
    const { player, play, pass, pushed } = stage(t);
    play('a', 200, field(0, '4@0'));
    play('b', 200, field(0, '4@0'));
    pass(200);
    assert.deepEqual(player.interrupt(), { turn: 'a', playedMs: 100 });
    const samples = pushed.length;
    play('b', 200, field(200, ''));
    assert.equal(pushed.length, samples);
  });
});

describe('bad input', () => {
  it('messages without visemes: the mouth rests, one warning', (t) => {
    const { play, pass, told, shapes } = stage(t);
    play('a', 200);
    play('a', 200);
    play('a', 200, field(400, '4@0'));
    pass(800);
    assert.equal(shapes(), '4@500 0@700');
    assert.deepEqual(told('warning').map(({ code }) => code), ['not_analysed']);
  });

  it('shapes that do not exist, offsets that do not rise, fields of any kind', (t) => {
    const { play, pass, told, shapes } = stage(t);
    play('a', 200, field(0, '4@100 99@50'));
    play('a', 200, { visemes: [{ visemeId: -3, offset: -8 }, { visemeId: 2, offset: 1e9 }, undefined, 'x'] });
    play('a', 200, { visemes: null, start: 'x', audio_duration: -Infinity });
    play('a', 200, 17);
    pass(1200);
    assert.equal(shapes(), '4@200 0@300 2@500 0@900');
    assert.deepEqual(told('warning').map(({ code }) => code), ['viseme_out_of_range', 'unsorted_offsets']);
  });

  it('no samples, no rate, no bytes', (t) => {
    const { player, play, pass, pushed, told } = stage(t);
    for (const rate of [0, -1, NaN, undefined, '24000', 1e9]) {
      play('a', 20, field(0, '4@0'), { rate });
    }
    for (const pcm of [undefined, null, new Uint8Array(0), [1, 2, 3], 'AAAA']) {
      play('a', 20, field(0, '4@0'), { pcm });
    }
    pass(500);
    assert.equal(pushed.length, 0);
    assert.equal(player.visemeId, 0);
    assert.deepEqual(told('warning').map(({ code }) => code), ['bad_rate']);
  });

  it('audio without end is dropped at a limit', (t) => {
    const { player, play, told } = stage(t, { maxAheadMs: 5000 });
    for (let n = 0; n < 100; n++) {
      play('a', 1000, field(1000 * n, '4@0'));
    }
    assert.ok(player.aheadMs <= 6000);
    assert.deepEqual(told('warning').map(({ code }) => code), ['too_far_ahead']);
  });
});

it('where somebody else plays the sound the clock is kept all the same', async () => {
  const player = new VisemePlayer({ sound: false, leadMs: 20 });
  const heard = (type) => new Promise((resolve) => {
    player.addEventListener(type, ({ detail }) => resolve(detail), { once: true });
  });
  assert.equal(await player.start(), true);
  const [shape, end] = [heard('viseme'), heard('speakingend')];
  player.play({ pcm: new Uint8Array(3200), rate: RATE, turn: 'a', injected: field(0, '4@0') });
  player.endTurn();
  assert.equal((await shape).visemeId, 4);
  assert.deepEqual(await end, { turn: 'a', playedMs: 100, interrupted: false });
  player.close();
});

describe('whatever happens', () => {
  it('the socket dies in mid-turn: the mouth is closed when what came was heard', (t) => {
    const { player, play, pass, shapes } = stage(t);
    play('a', 300, field(0, '4@0'));
    pass(5000);
    assert.equal(shapes(), '4@100 0@400');
    assert.equal(player.speaking, false);
    play('b', 100, field(0, '6@0'));
    pass(300);
    assert.match(shapes(), /6@5100 0@5200$/);
  });

  it('the clock stands still: the mouth is closed, and moves on when the clock does', (t) => {
    const scene = stage(t);
    scene.play('a', 1000, field(0, '4@0 6@600'));
    scene.pass(300);
    assert.equal(scene.player.visemeId, 4);
    scene.isRunning = false;
    assert.equal(scene.player.visemeId, 0);
    assert.equal(scene.player.frame().visemeId, 0);
    scene.pass(300);
    assert.match(scene.shapes(), /^4@100 0@\d+$/);
    scene.isRunning = true;
    scene.pass(1500);
    assert.match(scene.shapes(), /6@\d+ 0@1100$/);
    assert.equal(scene.player.speaking, false);
  });

  it('a hidden tab for a minute: nothing is thrown, the mouth is closed, the next turn is heard', (t) => {
    const { player, play, pass, sleep, shapes, events } = stage(t);
    play('a', 2000, field(0, '4@0 6@1000'));
    pass(200);
    sleep(60_000);
    assert.equal(player.visemeId, 0);
    pass(300);
    assert.equal(player.speaking, false);
    assert.match(shapes(), / 0@\d+$/);
    play('b', 100, field(0, '6@0'));
    pass(300);
    assert.equal(events.filter(({ type }) => type === 'speakingstart').length, 2);
    assert.equal(player.visemeId, 0);
  });

  it('closed is closed', (t) => {
    const { player, play, pass, pushed, shapes } = stage(t);
    play('a', 200, field(0, '4@0'));
    pass(150);
    player.close();
    const samples = pushed.length;
    play('a', 200, field(0, '4@0'));
    pass(1000);
    assert.equal(pushed.length, samples);
    assert.equal(shapes(), '4@100 0@150');
  });
});

describe('what is drawn', () => {
  it('knows what was before, what comes and when', (t) => {
    const { player, play, pass } = stage(t);
    play('a', 200, field(0, '4@0 6@80'));
    const frame = player.frame();
    const assertFrame = (previousId, sinceMs, visemeId, nextId, untilMs, speaking) => {
      player.frame(frame);
      assert.deepEqual({ ...frame, sinceMs: Math.round(frame.sinceMs), untilMs: Math.round(frame.untilMs) },
        { previousId, sinceMs, visemeId, nextId, untilMs, speaking });
    };
    assertFrame(0, Infinity, 0, 4, 100, false);
    pass(130);
    assertFrame(0, 30, 4, 6, 50, true);
    pass(100);
    assertFrame(4, 50, 6, 0, 70, true);
    pass(90);
    assertFrame(6, 20, 0, 0, Infinity, true);
    assert.equal(player.frame(frame), frame);
  });

  it('are the shapes around now, smoothed and as they came', (t) => {
    const { player, play, pass } = stage(t);
    const text = '0@0 21@90 2@110 19@120 4@200';
    play('a', 300, field(0, text, { smoothed: false }));
    pass(150);
    const told = ({ id, from }) => `${id}@${Math.round(from * 1000) - LEAD_MS}`;
    const shapes = (options) => player.shapes(0, 10, options).map(told).join(' ');
    assert.equal(shapes({ raw: true }), text);
    assert.equal(shapes(), '0@0 21@90 4@200');
    player.naturalLipSync = { mergeWindow: 60 };
    assert.equal(shapes(), '0@0 21@90 4@200');
    assert.deepEqual(player.stretches(0, 0.35), [{ from: 0.1, to: 0.35, sound: 0 }]);
    assert.deepEqual(player.stretches(0.2, 10).map(({ to, sound }) => [to.toFixed(3), sound.toFixed(3)]), [['0.400', '0.100']]);
    assert.equal(player.soundSeconds, 0.3);
    assert.equal(player.visemeAt(0.2), 21);
    assert.equal(player.visemeAt(99), 0);
  });

  it('follows other settings of natural lip sync in mid-turn', (t) => {
    const { player, play, pass } = stage(t);
    for (let start = 0; start < 1000; start += 100) {
      play('a', 100, field(start, '21@0 2@20 19@30 4@90', { smoothed: false }));
    }
    pass(450);
    const shown = () => player.shapes(0, 10).length;
    const before = shown();
    player.naturalLipSync = false;
    assert.ok(shown() > before);
    assert.deepEqual(player.naturalLipSync.mergeWindow, 0);
    player.naturalLipSync = 'conversation';
    assert.ok(shown() <= before + 1);
    assert.throws(() => { player.naturalLipSync = 'opera'; }, /no preset/);
  });

  it('is what comes later by a user\'s offset', (t) => {
    const { play, pass, shapes } = stage(t, { offsetMs: 80 });
    play('a', 200, field(0, '4@0'));
    pass(500);
    assert.equal(shapes(), '4@180 0@380');
  });
});
