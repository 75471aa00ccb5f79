// SPDX-License-Identifier: Apache-2.0
// @openai/agents-realtime. With its `url` option it dials by itself, with the token as a key; with `createWebSocket`
// the application opens the signed URL. Old versions show nothing that they do not know but whole messages.
import { VISEMES, WebSocketClass, packageName, serve, sign } from './report.mjs';

const { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } = await import(packageName);

await serve(async (job, report) => {
  const signed = await sign(job);
  const createWebSocket = async () => new WebSocketClass(signed.signed_url);
  const dials = job.form !== 'createWebSocket';
  const transport = new OpenAIRealtimeWebSocket(
    dials ? { url: signed.url } : { useInsecureApiKey: true, createWebSocket },
  );
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Visemux' }), { transport, model: 'gpt-realtime' });
  session.on('audio', ({ data }) => report.hear(new Uint8Array(data)));
  session.on('audio_interrupted', () => report.interruptions++);
  session.on('error', (error) => report.error(error));
  const carrier = job.config.provider_config.viseme_delivery ? VISEMES : 'response.output_audio.delta';
  session.on('transport_event', (event) => {
    if (event.type === carrier && event.mascotVisemes?.audio_duration !== 0) { // the end of a turn has no audio
      report.show(event);
    }
  });

  await session.connect({ apiKey: dials ? signed.api_key : 'proxy' });
  report.connected = transport.status === 'connected';
  session.sendMessage('Hello!');
  await report.allSaid();
  if (job.hangsUp) {
    session.close();
  }
  await report.allClosed();
});
