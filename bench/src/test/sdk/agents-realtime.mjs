// SPDX-License-Identifier: Apache-2.0
// @openai/agents-realtime. With its `url` option it dials by itself, with the token as a key; with `createWebSocket`
// the application opens the signed URL.
import { WebSocketClass, packageName, serve, sign } from './report.mjs';

const { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } = await import(packageName);

await serve(async (job, report) => {
  const signed = await sign(job);
  const createWebSocket = async () => new WebSocketClass(signed.signed_url);
  const transport = new OpenAIRealtimeWebSocket(
    job.form === 'url' ? { url: signed.url } : { useInsecureApiKey: true, createWebSocket },
  );
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Visemux' }), { transport, model: 'gpt-realtime' });
  session.on('audio', ({ data }) => report.hear(new Uint8Array(data)));
  session.on('audio_interrupted', () => report.interruptions++);
  session.on('error', (error) => report.error(error));
  session.on('transport_event', (event) => event.type === 'response.output_audio.delta' && report.show(event));

  await session.connect({ apiKey: job.form === 'url' ? signed.api_key : 'proxy' });
  report.connected = transport.status === 'connected';
  session.sendMessage('Hello!');
  await report.allSaid();
  if (job.hangsUp) {
    session.close();
  }
  await report.allClosed();
});
