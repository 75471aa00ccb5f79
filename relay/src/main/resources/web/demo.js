// SPDX-License-Identifier: Apache-2.0
// The tenant's client of the demo: a plain WebSocket that speaks OpenAI Realtime to a signed URL.
import { Lane } from './lane.js';
import { Mouth } from './mouth.js';
import { Player } from './player.js';
import { VISEMES } from './visemes.js';

const SAMPLE_RATE_HZ = 24_000;
const element = id => document.getElementById(id);
const mouth = new Mouth(element('face'));
const lane = new Lane(element('lane'));
const counts = { messages: 0, audio: 0, decorated: 0 };
let player;
let socket;
let responding = false;

element('start').addEventListener('click', () => speak().catch(failed));
element('interrupt').addEventListener('click', interrupt);
requestAnimationFrame(time => animate(time, time));

/** Opens a session at the first press; each press asks for one spoken turn. */
async function speak() {
  player ??= new Player(SAMPLE_RATE_HZ);
  element('start').disabled = true;
  if (socket?.readyState !== WebSocket.OPEN) socket = await open(await signedUrl());
  responding = true;
  socket.send(JSON.stringify({ type: 'response.create' }));
}

/** The page asks its own backend; the tenant key never reaches the browser. */
async function signedUrl() {
  const answer = await fetch('/signed-url', { method: 'POST' });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body.signed_url;
}

function open(url) {
  status('connecting');
  return new Promise((resolve, reject) => {
    const opened = new WebSocket(url);
    opened.onopen = () => resolve(opened);
    opened.onerror = () => reject(new Error('The relay refused the connection.'));
    opened.onclose = ({ code, reason }) => closed(code, reason);
    opened.onmessage = ({ data }) => received(JSON.parse(data));
  });
}

function received(message) {
  counts.messages++;
  if (message.type === 'error') return status(`the vendor says: ${message.error?.message}`);
  if (message.type === 'input_audio_buffer.speech_started') return player.flush();
  if (message.type === 'response.done') responding = false;
  if (message.type === 'response.output_audio.delta') heard(message);
  else if (message.mascotVisemes) player.play(null, message.mascotVisemes);
}

function heard(message) {
  counts.audio++;
  if (message.mascotVisemes) counts.decorated++;
  player.play(message.delta, message.mascotVisemes);
}

function interrupt() {
  player?.flush();
  if (responding) socket.send(JSON.stringify({ type: 'response.cancel' }));
}

function closed(code, reason) {
  responding = false;
  status(`session closed (${code}${reason ? `, ${reason}` : ''})`);
}

function failed(error) {
  element('start').disabled = false;
  status(error.message);
}

function animate(last, now) {
  const visemeId = player?.visemeNow() ?? 0;
  mouth.show(visemeId);
  mouth.frame(now - last);
  lane.frame(now, visemeId);
  tell(visemeId);
  requestAnimationFrame(time => animate(now, time));
}

function tell(visemeId) {
  const speaking = responding || player?.queuedMillis > 0;
  element('viseme').textContent = visemeId;
  element('sounds').textContent = VISEMES[visemeId].name;
  element('messages').textContent = counts.messages;
  element('audio').textContent = counts.audio;
  element('decorated').textContent = counts.audio ? `${Math.round(100 * counts.decorated / counts.audio)} %` : '–';
  element('interrupt').disabled = !speaking;
  if (socket?.readyState === WebSocket.OPEN) {
    element('start').disabled = speaking;
    status(speaking ? 'speaking' : 'listening');
  } else if (socket?.readyState === WebSocket.CLOSED) {
    element('start').disabled = speaking;
  }
}

function status(sentence) {
  element('status').textContent = sentence;
}
