// SPDX-License-Identifier: Apache-2.0
// @elevenlabs/elevenlabs-js in a backend of which only the `baseUrl` has changed: the relay's drop-in endpoint signs.
import { packageName, serve } from './report.mjs';

const { ElevenLabsClient } = await import(packageName);
const { Conversation } = await import(`${packageName}/api/resources/conversationalAi/conversation/Conversation.js`);

await serve(async (job, report) => {
  const client = new ElevenLabsClient({ apiKey: job.tenantKey, baseUrl: job.relay });
  const conversation = new Conversation({
    client,
    agentId: job.config.provider_config.agent_id,
    requiresAuth: true,
    audioInterface: {
      start() {},
      stop() {},
      output: (audio) => report.hear(audio),
      interrupt: () => report.interruptions++,
    },
    callbackMessageReceived: (message) => message.type === 'audio' && report.show(message),
  });
  conversation.on('error', (error) => report.error(error));

  const started = new Promise((resolve) => conversation.once('conversation_started', resolve));
  await conversation.startSession();
  report.connected = Boolean(await started);
  conversation.sendUserMessage('Hello!');
  await report.allSaid();
  if (job.hangsUp) {
    conversation.endSession();
  }
  await report.allClosed();
});
