// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import {
  CONVERSATION, EDUCATIONAL, FAST_SPEECH, NaturalLipSync, PRESETS, RAW, lipSyncOptions, sameLipSync,
} from '../../../../relay/src/main/resources/web/client/natural-lip-sync.js';

const { about, presets, vectors } = JSON.parse(
  readFileSync(new URL('../../../../dsp/src/test/resources/natural-lip-sync.json', import.meta.url), 'utf8'));

function tell({ options, messages, recorded }) {
  const lips = new NaturalLipSync(lipSyncOptions(typeof options === 'string' ? presets[options] : options));
  const told = [];
  const mouth = (viseme, hop) => told.push(`${viseme}@${hop}`);
  for (const message of messages) {
    take(lips, message, mouth);
    if (!recorded) {
      lips.settle(mouth);
    }
  }
  lips.finish(lips.hops, mouth);
  return told.join(' ');
}

function take(lips, message, mouth) {
  const [word, value] = message.split(' ');
  if (word === 'skip' || word === 'tell') {
    lips[word](Number(value));
    return;
  }
  for (const [viseme, hops] of message.split(' ').filter(Boolean).map((run) => run.split('*').map(Number))) {
    for (let i = 0; i < hops; i++) {
      lips.add(viseme, mouth);
    }
  }
}

describe('natural lip sync tells what the server tells', () => {
  for (const vector of vectors) {
    it(vector.name, () => assert.equal(tell(vector), vector.told, about));
  }
});

describe('a setting of natural lip sync', () => {
  it('is a preset by each of its names, on or off, or fields upon a conversation\'s', () => {
    assert.deepEqual([true, undefined, 'conversation', {}].map((each) => lipSyncOptions(each)),
      [CONVERSATION, CONVERSATION, CONVERSATION, CONVERSATION]);
    assert.deepEqual(['fast_speech', 'fastSpeech', false].map((each) => lipSyncOptions(each)), [FAST_SPEECH, FAST_SPEECH, RAW]);
    assert.deepEqual(lipSyncOptions({ mergeWindow: 7, minVisemeInterval: undefined }), { ...CONVERSATION, mergeWindow: 7 });
  });

  it('has the server\'s presets', () => {
    for (const [name, preset] of Object.entries({ ...PRESETS, raw: RAW })) {
      const fields = presets[name === 'fastSpeech' ? 'fast_speech' : name];
      assert.deepEqual({ ...preset, ...fields }, { ...preset }, name);
    }
    assert.equal(EDUCATIONAL.similarityThreshold, 0.8);
  });

  it('is the same as another one that says the same', () => {
    assert.ok(sameLipSync(lipSyncOptions({ criticalVisemeIds: [7, 8, 13, 14, 18, 21] }), CONVERSATION));
    assert.ok(!sameLipSync(lipSyncOptions({ criticalVisemeIds: [7] }), CONVERSATION));
  });

  it('is refused by name where it means nothing', () => {
    for (const [setting, why] of [
      ['opera', /no preset 'opera'; there are conversation/], ['constructor', /no preset/],
      [null, /must be true/], [7, /must be true/],
      [{ minVisemeInterval: '40' }, /naturalLipSync\.minVisemeInterval must be a number of milliseconds/],
      [{ mergeWindow: 10_001 }, /0 to 10000/], [{ keyVisemePreference: NaN }, /a number from 0 to 1/],
      [{ preserveSilence: 1 }, /true or false/], [{ criticalVisemeIds: [22] }, /viseme ids from 0 to 21/],
      [{ speed: 1 }, /speed is not a setting/],
    ]) {
      assert.throws(() => lipSyncOptions(setting), why);
    }
  });
});
