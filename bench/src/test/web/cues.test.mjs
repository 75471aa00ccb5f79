// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Cues } from '../../../../relay/src/main/resources/web/client/cues.js';
import { CONVERSATION, RAW } from '../../../../relay/src/main/resources/web/client/natural-lip-sync.js';

/** A change list as `id@ms`. */
const list = (changes) => changes.times.map((time, i) => `${changes.values[i]}@${Math.round(time * 1000)}`).join(' ');

/** The same, so many milliseconds later. */
const later = (text, ms) => text.replace(/@(\d+)/g, (_, at) => `@${Number(at) + ms}`);

/** One message's field from `id@offset`s. */
function field(start, ms, text, more = {}) {
  const visemes = text.split(' ').filter(Boolean).map((entry) => {
    const [visemeId, offset] = entry.split('@').map(Number);
    return { visemeId, offset };
  });
  return { visemes, start, audio_duration: ms, ...more };
}

function cues(options = RAW) {
  const warnings = [];
  return Object.assign(new Cues(options, (code) => warnings.push(code)), { warnings });
}

describe('cues', () => {
  it('hold over messages until the next one', () => {
    const cue = cues();
    cue.add('a', 0.2, field(0, 200, '0@0 4@50'));
    cue.add('a', 0.2, field(200, 200, ''));
    cue.add('a', 0.2, field(400, 200, '6@10'));
    assert.equal(list(cue.shown), '0@0 4@50 6@410');
    assert.equal(cue.end.toFixed(9), '0.600000000');
  });

  it('the message that closes the mouth is placed by its start, not by its arrival', () => {
    const cue = cues();
    cue.add('a', 2, field(0, 2000, '4@0 6@1900'));
    cue.add('a', 0, field(2000, 0, '0@0'));
    assert.equal(list(cue.shown), '4@0 6@1900 0@2000');
    const early = cues();
    early.add('a', 2, field(0, 2000, '4@0 6@1900'));
    early.add('a', 0, field(1500, 0, '0@0'));
    assert.equal(list(early.shown), '4@0 0@1500');
  });

  it('the closing message of a turn behind which another one is heard tells nothing', () => {
    const cue = cues();
    cue.add('a', 1, field(0, 1000, '4@0'));
    cue.add('b', 1, field(0, 1000, '6@0'));
    cue.add('a', 0, field(1000, 0, '0@0'));
    assert.equal(list(cue.shown), '4@0 6@1000');
  });

  it('the mouth rests in what was not analysed, and goes on with what was told before', () => {
    const cue = cues();
    cue.add('a', 0.2, field(0, 200, '4@0'));
    cue.add('a', 0.2);
    cue.add('a', 0.2, field(400, 200, ''));
    assert.equal(list(cue.shown), '4@0 0@200 4@400');
  });

  it('bad visemes do no harm, and are told of', () => {
    const cue = cues();
    cue.add('a', 0.2, field(0, 200, '4@100 22@50 -1@150 1.5@160 6@9999 3@-5'));
    cue.add('a', 0.2, { visemes: [null, 7, { visemeId: 3 }, { visemeId: 5, offset: 'x' }, { offset: 9 }], start: NaN });
    cue.add('a', 0.2, { visemes: 'none' });
    cue.add('a', 0, {});
    assert.equal(list(cue.shown), '3@0 0@50 4@100 0@150 6@200 0@209');
    assert.deepEqual(new Set(cue.warnings), new Set(['viseme_out_of_range', 'unsorted_offsets']));
  });

  it('how much of a turn was heard is counted on its own clock, which a lost message moves on', () => {
    const cue = cues();
    cue.add('a', 1, field(0, 1000, '4@0'));
    cue.add('b', 0.5, field(0, 500, '6@0'));
    cue.add('b', 0.5, field(900, 500, ''));
    assert.equal(cue.heardMs('a', 0.25), 250);
    assert.equal(cue.heardMs('a', 1.7), 1000);
    assert.equal(cue.heardMs('b', 1.25), 250);
    assert.equal(Math.round(cue.heardMs('b', 1.75)), 1150);
    assert.equal(cue.heardMs('c', 1.75), 0);
  });

  it('what is cut was never there', () => {
    const cue = cues();
    cue.add('a', 1, field(0, 1000, '4@0 6@300 7@800'));
    cue.cut(0.5);
    assert.equal(list(cue.shown), '4@0 6@300 0@500');
    cue.add('b', 1, field(0, 1000, '9@100'));
    assert.equal(list(cue.shown), '4@0 6@300 0@500 9@600');
  });

  it('memory is bounded: a call of hours keeps seconds', () => {
    const cue = cues(CONVERSATION);
    for (let n = 0; n < 36_000; n++) {
      const start = 100 * (n % 50);
      cue.add(`turn ${Math.floor(n / 50)}`, 0.1, field(start, 100, `${n % 22}@0 ${(n + 7) % 22}@50`));
      cue.forget(cue.end - 10);
    }
    assert.ok(cue.shown.times.length < 250 && cue.received.times.length < 250 && cue.names.times.length < 20);
    assert.ok(cue.open(0).length < 20);
  });
});

describe('natural lip sync of what the server did not smooth', () => {
  const raw = '0@0 21@90 2@110 19@120 4@200 1@250 4@290';

  it('does as the server would have done', () => {
    const cue = cues(CONVERSATION);
    cue.add('a', 0.4, field(0, 400, raw));
    assert.equal(list(cue.received), raw);
    assert.equal(list(cue.shown), '0@0 21@90 4@200');
    const smoothed = cues(CONVERSATION);
    smoothed.add('a', 0.4, field(0, 400, raw, { smoothed: true }));
    assert.equal(list(smoothed.shown), raw);
  });

  it('may change in mid-turn: what comes is smoothed again, what was seen stays', () => {
    const cue = cues(CONVERSATION);
    for (let start = 0; start < 1200; start += 400) {
      cue.add('a', 0.4, field(start, 400, raw));
    }
    const before = list(cue.shown);
    cue.smoothAgain({ ...CONVERSATION }, 0.1);
    assert.equal(list(cue.shown), before);
    cue.smoothAgain(RAW, 0.1);
    assert.equal(list(cue.shown), `0@0 21@90 4@200 ${later(raw, 400)} ${later(raw, 800)}`);
    cue.smoothAgain(CONVERSATION, 0.1);
    assert.equal(list(cue.shown), before);
  });
});
