// SPDX-License-Identifier: Apache-2.0
// An application with @openai/agents-realtime, as its documents show it, and one line more.
import * as current from '@openai/agents-realtime';
import * as old from 'agents-realtime-0.14.1';
import { attachOpenAi } from 'visemux';
import { found, observedPlayer } from './observed.js';

const SDKS = { current, old };

/** One answer to its end, or until it is interrupted. `bare`: without a session; `dials`: the SDK opens the socket. */
globalThis.talk = async ({ signed, sdk = 'current', bare = false, dials = false }) => {
  const { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } = SDKS[sdk];
  const observed = await observedPlayer();
  const transport = new OpenAIRealtimeWebSocket(dials ? { url: signed.url }
    : { useInsecureApiKey: true, createWebSocket: async () => new WebSocket(signed.signed_url) });
  const session = bare ? transport
    : new RealtimeSession(new RealtimeAgent({ name: 'Visemux' }), { transport, model: 'gpt-realtime' });
  const seen = { audio: 0, interrupted: [], errors: [], truncated: [] };
  session.on('audio', () => seen.audio++);
  session.on('audio_interrupted', () => seen.interrupted.push(performance.now()));
  session.on('error', (error) => seen.errors.push(JSON.stringify(error)));
  transport.on('conversation.item.truncated', ({ audio_end_ms: ms }) => seen.truncated.push(ms));

  const attachment = attachOpenAi(session, observed.player);

  await session.connect({ apiKey: dials ? signed.api_key : 'proxy' });
  session.sendMessage('Hello!', {});
  await observed.spoken();
  globalThis.settled = () => found(() => observed.player.aheadMs === 0);
  globalThis.report = () => ({ ...observed.report(attachment), seen });
  globalThis.close = () => session.close();
  return globalThis.report();
};
