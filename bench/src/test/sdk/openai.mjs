// SPDX-License-Identifier: Apache-2.0
// openai, which always dials wss: OpenAIRealtimeWS stands on `ws`, OpenAIRealtimeWebSocket on a browser's WebSocket.
import { browserLike, packageName, serve, sign } from './report.mjs';

const { default: OpenAI } = await import(packageName);
const { OpenAIRealtimeWS, OpenAIRealtimeWebSocket } = await import(
  `${packageName}/realtime/${browserLike ? 'websocket' : 'ws'}`
);

/** The backend's part: an ephemeral key, of which the relay makes one of its own. */
async function clientSecret({ vendor }, apiKey) {
  const client = new OpenAI({ apiKey, baseURL: `${vendor}/v1` });
  return (await client.realtime.clientSecrets.create({ session: { type: 'realtime' } })).value;
}

await serve(async (job, report) => {
  const { url, api_key: apiKey } = await sign(
    job,
    job.form === 'clientSecrets' && ((key) => clientSecret(job, key)),
  );
  const baseURL = url.replace('wss:', 'https:').replace(/\/realtime$/, '');
  const client = new OpenAI({ apiKey, baseURL, dangerouslyAllowBrowser: browserLike });
  const realtime = browserLike
    ? new OpenAIRealtimeWebSocket({ model: 'gpt-realtime' }, client)
    : new OpenAIRealtimeWS({ model: 'gpt-realtime' }, client);
  const created = new Promise((resolve) => realtime.on('session.created', resolve));
  realtime.on('error', (error) => report.error(error));
  realtime.on('input_audio_buffer.speech_started', () => report.interruptions++); // the application's to act upon
  realtime.on('response.output_audio.delta', (event) => {
    report.hear(Buffer.from(event.delta, 'base64'));
    report.show(event);
  });

  await created;
  report.connected = realtime.socket.readyState === realtime.socket.OPEN;
  realtime.send({ type: 'response.create' });
  await report.allSaid();
  if (job.hangsUp) {
    realtime.close();
  }
  await report.allClosed();
});
