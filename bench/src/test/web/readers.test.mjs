// SPDX-License-Identifier: Apache-2.0
// What the vendors' messages mean, read from what a relay really sends.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { VENDORS, attachMessages } from 'visemux';
import { Listener } from './listener.mjs';
import { rig } from './rig.mjs';
import { until } from './until.mjs';

const { WebSocket } = createRequire(new URL('../sdk/package.json', import.meta.url))('ws');

/** Everything that one answer consists of, message by message. */
async function recorded(vendor, fake = [], wishes = {}) {
  const { sign, sessions } = await rig({ fake: ['--pace=burst', '--greet', ...fake] });
  const talk = VENDORS[vendor];
  const signed = await sign(vendor, wishes);
  const socket = new WebSocket(talk.url(signed), talk.protocols);
  const messages = [];
  const send = (all) => all.forEach((message) => socket.send(JSON.stringify(message)));
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    messages.push(message);
    send(message.type === 'ping' ? [{ type: 'pong', event_id: message.ping_event.event_id }] : []);
  });
  await new Promise((resolve, reject) => { socket.on('open', resolve).on('error', reject); });
  send(talk.hello(signed));
  if (['openai', 'gemini'].includes(vendor)) {
    await until('the vendor has said its first message', () => messages.length > 0);
    send(talk.text('Tell me something.'));
  }
  const said = await until('an answer', async () => (await sessions())[0]?.performances > 0 && (await sessions())[0].said);
  const inAll = wishes.viseme_delivery ? () => messages.filter((each) => !isSeparate(each)).length : () => messages.length;
  await until('all of it has arrived', () => inAll() >= said);
  socket.close();
  return messages;
}

function isSeparate({ type, serverContent, mascotVisemes }) {
  return type === 'visemux.visemes' || Boolean(mascotVisemes && !type && !serverContent);
}

/** As vendors write audio. */
function soundsOf({ delta, type, serverContent, audio_event: event, data }) {
  const parts = serverContent?.modelTurn?.parts?.flatMap(({ inlineData }) => inlineData?.data ?? []) ?? [];
  const one = { 'response.output_audio.delta': delta, 'response.audio.delta': delta, audio: event?.audio_base_64,
    response_audio: data?.audio }[type];
  return Buffer.concat([...parts, one ?? ''].map((base64) => Buffer.from(base64, 'base64')));
}

function heard(vendor, messages) {
  const player = new Listener();
  const attachment = attachMessages(vendor, player);
  const meanings = messages.map((message) => attachment.take(message));
  return { player, attachment, meanings };
}

for (const vendor of Object.keys(VENDORS)) {
  test(`${vendor}: all audio of an answer is one turn, as it came, with visemes`, async () => {
    const messages = await recorded(vendor);
    const { player, attachment, meanings } = heard(vendor, messages);
    assert.deepEqual(Buffer.concat(player.audio.map(({ pcm }) => pcm)), Buffer.concat(messages.map(soundsOf)));
    assert.ok(player.audio.length > 10 && player.audio.every(({ injected }) => injected.visemes));
    assert.equal(player.turns.length, 1);
    assert.equal(player.audio[0].rate, vendor === 'elevenlabs' ? 16_000 : 24_000);
    assert.equal(attachment.decoratedCount, attachment.audioCount);
    assert.equal(attachment.messageCount, messages.length);
    assert.ok(meanings.some(({ text }) => text), 'words');
    const ends = player.calls.filter(({ end }) => end !== undefined);
    assert.ok(vendor === 'elevenlabs' ? ends.length === 0 : ends.every(({ end }) => end === player.turns[0]) && ends.length > 0);
  });

  test(`${vendor}: after an interruption nothing of that turn is played`, async () => {
    const { player, meanings } = heard(vendor, await recorded(vendor, ['--interrupt-after-ms=1000']));
    const at = player.calls.findIndex(({ interrupt }) => interrupt);
    assert.ok(at > 0);
    assert.ok(player.calls.slice(at).every(({ play }) => !play));
    assert.equal(meanings.find(({ heard: told }) => told).heard.turn, player.turns[0]);
  });
}

for (const [vendor, formats] of [['openai', ['ulaw_8000', 'alaw_8000']], ['elevenlabs', ['ulaw_8000', 'pcm_22050']]]) {
  for (const format of formats) {
    test(`${vendor}: ${format} is played as PCM16 at its rate`, async () => {
      const { player } = heard(vendor, await recorded(vendor, [`--format=${format}`]));
      const usual = heard(vendor, await recorded(vendor)).player;
      assert.equal(player.audio[0].rate, Number(format.split('_')[1]));
      const [ms, usualMs] = [player, usual].map((each) => each.receivedMs(each.turns[0]));
      assert.ok(Math.abs(ms - usualMs) < 20, `${ms} ms are ${usualMs} ms`);
      assert.ok(loudness(player) > 0.8 * loudness(usual) && loudness(player) < 1.2 * loudness(usual), 'as loud');
    });
  }
}

function loudness({ audio }) {
  const bytes = Buffer.concat(audio.map(({ pcm }) => pcm));
  let sum = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    sum += bytes.readInt16LE(i) ** 2;
  }
  return Math.sqrt(sum / (bytes.length / 2));
}

for (const vendor of ['openai', 'gemini', 'elevenlabs']) {
  test(`${vendor}: visemes in messages of their own belong to the audio behind them`, async () => {
    const messages = await recorded(vendor, [], { viseme_delivery: 'separate' });
    assert.ok(messages.some(isSeparate));
    const { player } = heard(vendor, messages);
    assert.ok(player.audio.length > 10 && player.audio.every(({ injected }) => injected?.visemes));
  });
}

test('OpenAI: the beta is understood', async () => {
  const { player } = heard('openai', await recorded('openai', ['--beta']));
  assert.ok(player.audio.every(({ injected, rate }) => injected && rate === 24_000));
});

test('Gemini: all parts of a message are one piece of audio', async () => {
  const messages = await recorded('gemini', ['--parts=3']);
  const { player } = heard('gemini', messages);
  assert.deepEqual(Buffer.concat(player.audio.map(({ pcm }) => pcm)), Buffer.concat(messages.map(soundsOf)));
  assert.equal(player.audio.length, messages.filter((message) => soundsOf(message).length > 0).length);
});

test('who wants no more of an answer hears no more of it, and the next one whole', () => {
  const speak = {
    openai: (turn) => [{ type: 'response.created', response: { id: turn } },
      { type: 'response.output_audio.delta', response_id: turn, item_id: `item ${turn}`, delta: 'AAAA' },
      { type: 'response.output_audio.delta', response_id: turn, item_id: `item ${turn}`, delta: 'AAAA' }],
    gemini: () => [...['AAAA', 'AAAA'].map((data) => (
      { serverContent: { modelTurn: { parts: [{ inlineData: { mimeType: 'audio/pcm', data } }] } } })),
    { serverContent: { turnComplete: true } }],
    elevenlabs: (turn) => [1, 2].map((i) => ({ type: 'audio', audio_event: { audio_base_64: 'AAAA', event_id: 10 * turn + i } }))
      .concat({ type: 'user_transcript' }),
    vatel: (turn) => ['AAAA', 'AAAA'].map((audio) => ({ type: 'response_audio', data: { turn_id: `${turn}`, audio } })),
  };
  for (const vendor of Object.keys(VENDORS)) {
    const player = new Listener();
    const attachment = attachMessages(vendor, player);
    const [first, second] = [1, 2].map((turn) => speak[vendor](turn));
    const firstAudio = first.findIndex((message) => soundsOf(message).length > 0);
    first.slice(0, firstAudio + 1).forEach((message) => attachment.take(message));
    attachment.interrupt();
    first.slice(firstAudio + 1).forEach((message) => attachment.take(message));
    assert.equal(player.audio.length, 1, `${vendor}: late audio`);
    second.forEach((message) => attachment.take(message));
    assert.equal(player.audio.length, 3, `${vendor}: the next turn`);
    assert.equal(player.turns.length, 2, vendor);
  }
});

test('OpenAI: an answer asked for at once is heard, though the last one is truncated once more', () => {
  const player = new Listener();
  const attachment = attachMessages('openai', player);
  const delta = (id) => ({
    type: 'response.output_audio.delta', response_id: `resp ${id}`, item_id: `item ${id}`, delta: 'AAAA',
  });
  const created = (id) => ({ type: 'response.created', response: { id: `resp ${id}` } });
  const truncated = { type: 'conversation.item.truncated', item_id: 'item 1' };
  const cancelled = { type: 'response.done', response: { id: 'resp 1', status: 'cancelled' } };
  [created(1), delta(1), cancelled, truncated, created(2), truncated, delta(1), delta(2), truncated, delta(2)]
    .forEach((message) => attachment.take(message));
  assert.deepEqual(player.audio.map(({ turn }) => turn), ['item 1', 'item 2', 'item 2']);
  assert.ok(player.calls.at(-1).play && !player.calls.at(-2).interrupt);
});

test('nothing that a vendor might send is an exception', () => {
  const odd = [null, 7, 'x', [], {}, { type: 'audio' }, { type: 'interruption' }, { type: 'ping' }, { type: 'response_audio' },
    { type: 'response_audio', data: {} }, { type: 'response.created' }, { type: 'response.done' }, { type: 'session.created' },
    { type: 'response.output_audio.delta' }, { type: 'response.output_audio.delta', delta: '?' }, { serverContent: {} },
    { serverContent: { modelTurn: { parts: [{ inlineData: { mimeType: 'audio/pcm' } }, {}] } } },
    { serverContent: { modelTurn: { parts: 7 } } }, { type: 'conversation_initiation_metadata' }, { type: 'visemux.visemes' }];
  for (const vendor of Object.keys(VENDORS)) {
    heard(vendor, odd);
  }
});
