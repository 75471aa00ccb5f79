// SPDX-License-Identifier: Apache-2.0
// Vatel's SDKs are on no registry: this client of our own is as strict as its Python SDK, the strictest of them. An
// unknown message type ends it, as parse_server_message() raises ValueError; so does a required key that is missing or
// of another type, and any key in the `data` of a signal, whose models forbid extra ones. Keys beside `type` and `data`
// are passed over, and so are unknown ones in the `data` of the other messages.
import { WebSocketClass, post, serve, sign, until } from './report.mjs';

const NOTHING_ELSE = {};
const REQUIRED = {
  session_started: { id: 'string' },
  response_audio: { turn_id: 'string', audio: 'string', is_final: 'boolean' },
  response_text: { turn_id: 'string', text: 'string', is_final: 'boolean' },
  input_audio_transcript: { transcript: 'string', is_final: 'boolean' },
  speech_started: { emulated: 'boolean' },
  speech_stopped: NOTHING_ELSE,
  interruption: NOTHING_ELSE,
  session_ended: NOTHING_ELSE,
  tool_call: { toolCallId: 'string', toolName: 'string' },
};

function parse(text) {
  const { type, data = {} } = JSON.parse(text);
  const required = REQUIRED[type];
  if (!required) {
    throw new Error(`Unknown server message type: ${type}`);
  }
  for (const [key, kind] of Object.entries(required)) {
    if (typeof data[key] !== kind) {
      throw new Error(`${type}.data.${key} is no ${kind}`);
    }
  }
  if (required === NOTHING_ELSE && Object.keys(data).length > 0) {
    throw new Error(`${type}.data holds ${Object.keys(data)}, which is forbidden`);
  }
  return { type, data };
}

/** Of `get-signed-url`, or of the endpoint that Vatel's own SDKs ask. */
async function connectionUrl(job) {
  if (job.form !== 'session-token') {
    return (await sign(job)).signed_url;
  }
  const { agent_id, natural_lip_sync } = job.config.provider_config;
  const { token } = await post(`${job.relay}/v1/session-token`, job.tenantKey, { agent_id, natural_lip_sync });
  return `${job.relay.replace(/^http/, 'ws')}/v1/connection?token=${token}`;
}

await serve(async (job, report) => {
  const socket = new WebSocketClass(await connectionUrl(job));
  socket.addEventListener('error', ({ message }) => report.error(message));
  socket.addEventListener('message', (event) => {
    try {
      const { type, data } = parse(event.data);
      report.connected ||= type === 'session_started';
      report.interruptions += type === 'interruption' ? 1 : 0;
      if (type === 'response_audio') {
        report.hear(Buffer.from(data.audio, 'base64'));
        report.show(JSON.parse(event.data));
      }
    } catch (error) {
      report.error(error);
      socket.close();
    }
  });

  await until('the session has started', () => report.connected);
  await report.allSaid();
  if (job.hangsUp) {
    socket.close();
  }
  await report.allClosed();
});
