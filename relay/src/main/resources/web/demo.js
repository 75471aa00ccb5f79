// SPDX-License-Identifier: Apache-2.0
// The page: a vendor, a button, a voice, a mouth.
import { ElevenLabs } from './elevenlabs.js';
import { Gemini } from './gemini.js';
import { Lane } from './lane.js';
import { Mouth, VISEMES, mouthAt } from './mouth.js';
import { OpenAi } from './openai.js';
import { Speaker } from './speaker.js';
import { Vatel } from './vatel.js';
import { Conversation } from './visemux.js';

const DIALECTS = { openai: OpenAi, gemini: Gemini, elevenlabs: ElevenLabs, vatel: Vatel };

const $ = (id) => document.getElementById(id);
const speaker = new Speaker();
const mouth = new Mouth($('face'));
const lane = new Lane($('lane'));
const counts = { messages: 0, audio: 0, decorated: 0, visemes: 0, audioMillis: 0 };
let conversation;
let turnBegan = 0;   // on the audio clock
let agentTalks = false;

$('vendor').value = new URLSearchParams(location.search).get('vendor') ?? 'openai';
$('vendor').onchange = hangUp;
$('start').onclick = () => start().catch((error) => say(error.message, 'bad'));
$('interrupt').onclick = interrupt;
$('chart').append(...VISEMES.map(chip));
requestAnimationFrame(frame);

async function start() {
  $('start').disabled = true;
  if (!await speaker.start()) {
    say('The browser allows no sound yet: press Start once more.', 'bad');
    $('start').disabled = false;
    return;
  }
  if (!conversation?.isOpen) {
    say('Asking for a signed URL…');
    conversation = await connect();
  }
  $('transcript').textContent = '';
  conversation.say('Tell me something.');
}

function hangUp() {
  conversation?.close();
  conversation = undefined;
  speaker.stop();
  turnEnd({ status: 'closed' });
  $('start').textContent = 'Start';
  say('Press Start: the agent answers with real speech.');
}

/** The page's own backend holds the tenant key; the browser sees a URL that works once. */
async function connect() {
  const vendor = $('vendor').value;
  const answer = await fetch(`signed-url?vendor=${vendor}`, { method: 'POST' });
  const signed = await answer.json();
  if (!answer.ok) {
    throw new Error(signed.error ?? `no signed URL: HTTP ${answer.status}`);
  }
  const opened = new Conversation(new DIALECTS[vendor]());
  listen(opened);
  await opened.open(signed);
  say('Connected.', 'good');
  return opened;
}

function listen(to) {
  const on = (type, act) => to.addEventListener(type, ({ detail }) => act(detail));
  on('message', () => { counts.messages++; });
  on('turnstart', turnStart);
  on('audio', audio);
  on('transcript', ({ text }) => { $('transcript').textContent += text; });
  on('turnend', turnEnd);
  on('close', ({ code, reason }) => {
    say(`The connection closed: ${reason || code}. Press Start to open another.`, 'bad');
    turnEnd({ status: 'closed' });
  });
}

function turnStart() {
  agentTalks = true;
  turnBegan = 0;
  $('interrupt').disabled = false;
  say('The agent speaks.', 'good');
}

function audio({ bytes, rate, injected }) {
  turnBegan ||= speaker.now() + speaker.ahead();
  speaker.play(bytes, rate, injected?.visemes);
  if (bytes.length > 0) {
    counts.audio++;
    counts.audioMillis += (bytes.length * 1000) / 2 / rate;
    counts.decorated += injected ? 1 : 0;
  }
  counts.visemes += injected?.visemes.length ?? 0;
  if (injected) {
    $('injected').textContent = JSON.stringify(injected);
  }
}

function turnEnd({ status }) {
  agentTalks = false;
  $('start').disabled = false;
  $('start').textContent = 'Speak again';
  if (status === 'cancelled') {
    speaker.stop();
  }
  if (status !== 'closed') {
    say(status === 'cancelled' ? 'Interrupted.' : 'The turn is complete.', 'good');
  }
}

function interrupt() {
  const heardMillis = Math.max(0, speaker.now() - turnBegan) * 1000;
  speaker.stop();
  if (agentTalks) {
    conversation.interrupt(heardMillis);
  }
  $('interrupt').disabled = true;
}

function frame() {
  const now = speaker.now();
  mouth.draw(mouthAt((seconds) => speaker.visemeAt(seconds), now));
  lane.draw(speaker);
  show(speaker.visemeAt(now));
  if (agentTalks && conversation?.endsUntold && speaker.ahead() === 0) {
    conversation.rest();
  }
  if (!agentTalks && speaker.ahead() === 0) {
    $('interrupt').disabled = true;
  }
  requestAnimationFrame(frame);
}

function show(id) {
  $('viseme').textContent = id;
  $('sounds').textContent = VISEMES[id].sounds;
  $('chart').querySelector('.now')?.classList.remove('now');
  $('chart').children[id].classList.add('now');
  $('messages').textContent = counts.messages;
  $('decorated').textContent = `${counts.decorated} of ${counts.audio}`;
  $('visemes').textContent = counts.visemes;
  $('seconds').textContent = (counts.audioMillis / 1000).toFixed(1);
  $('ahead').textContent = Math.round(speaker.ahead() * 1000);
}

function chip({ id, sounds }) {
  const item = document.createElement('li');
  item.innerHTML = `<b>${id}</b> ${sounds}`;
  return item;
}

function say(text, mood = '') {
  $('status').textContent = text;
  $('status').className = mood;
}
