// SPDX-License-Identifier: Apache-2.0
// One spoken turn through the real @openai/agents-realtime; what it saw goes to standard output as one line of JSON.
//   node openai.mjs url URL KEY        the SDK dials URL with KEY, as its `url` option does
//   node openai.mjs socket SIGNED_URL  the application dials the signed URL in `createWebSocket`
// Under `--experimental-websocket --conditions=browser` the same lines run on the browser build.
import { createHash } from 'node:crypto';
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';

const [form, url, apiKey = 'proxy'] = process.argv.slice(2);
const PATIENCE_MILLIS = 20_000;

const warnings = [];
console.warn = console.error = (...words) => warnings.push(words.join(' '));
process.on('warning', (warning) => warning.name !== 'ExperimentalWarning' && warnings.push(String(warning)));

const browserLike = process.execArgv.includes('--conditions=browser');
const WebSocketClass = browserLike ? globalThis.WebSocket : (await import('ws')).WebSocket;

let socket;
async function createWebSocket() {
  socket = new WebSocketClass(url);
  return socket;
}

const transport = new OpenAIRealtimeWebSocket(
  form === 'url' ? { url } : { useInsecureApiKey: true, createWebSocket },
);
const session = new RealtimeSession(new RealtimeAgent({ name: 'Visemux' }), { transport, model: 'gpt-realtime' });

const seen = { connected: false, audioEvents: 0, audioSha256: createHash('sha256'), injected: [], types: {}, errors: [] };
const turnDone = new Promise((resolve) => transport.on('turn_done', resolve));
session.on('audio', ({ data }) => {
  seen.audioEvents++;
  seen.audioSha256.update(new Uint8Array(data));
});
session.on('error', (error) => seen.errors.push(JSON.stringify(error)));
session.on('transport_event', (event) => {
  seen.types[event.type] = (seen.types[event.type] ?? 0) + 1;
  if (event.type.startsWith('response.output_audio.')) {
    seen.injected.push(event.mascotVisemes ?? null);
  }
});

const impatience = setTimeout(() => finish('no end of turn'), PATIENCE_MILLIS);
try {
  await session.connect({ apiKey });
  seen.connected = transport.status === 'connected';
  session.sendMessage('Hello!');
  await turnDone;
  const closed = socket && new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }));
  session.close();
  seen.closeClean = (await closed)?.wasClean;
  finish();
} catch (error) {
  finish(error.message);
}

function finish(failure) {
  clearTimeout(impatience);
  console.log(JSON.stringify({ ...seen, failure, audioSha256: seen.audioSha256.digest('hex'), warnings }));
  process.exit(failure ? 1 : 0);
}
