// SPDX-License-Identifier: Apache-2.0
// @elevenlabs/client as a voice conversation. Node has neither microphone nor loudspeaker: these two are stood in for,
// connection and conversation are the SDK's own.
import { WebSocketClass, packageName, serve, sign } from './report.mjs';

globalThis.WebSocket = WebSocketClass;
globalThis.window ??= globalThis; // 0.12 decodes with window.atob
globalThis.navigator ??= { platform: 'none', userAgent: 'none', maxTouchPoints: 0 }; // the web build asks for iOS
const sdk = await import(packageName);
const internal = packageName === '@elevenlabs/client' ? await import(`${packageName}/internal`) : null;

/** Since 1.0 the platform's devices are registered, before that they are given to the conversation. */
function start(options, devices) {
  if (internal) {
    internal.setSetupStrategy(async (full) => ({
      connection: await internal.createConnection(full), ...devices, playbackEventTarget: null, detach: async () => {},
    }));
    return sdk.Conversation.startSession(options);
  }
  return startOld(options, devices);
}

async function startOld(options, { input, output }) {
  const connection = await sdk.createConnection(options);
  const full = sdk.VoiceConversation.getFullOptions(options);
  return new sdk.VoiceConversation(full, connection, input, output, null);
}

function devices(report) {
  const port = { postMessage: ({ type }) => type === 'interrupt' && report.interruptions++ };
  const gain = { gain: { cancelScheduledValues() {}, exponentialRampToValueAtTime() {} } };
  return {
    input: { worklet: { port: {} }, close: async () => {}, setMuted: async () => {} },
    output: {
      worklet: { port }, gain, context: { currentTime: 0 }, close: async () => {}, setVolume() {},
      interrupt: () => report.interruptions++,
    },
  };
}

await serve(async (job, report) => {
  const { signed_url: signedUrl } = await sign(job);
  let connected = false;
  const conversation = await start({
    signedUrl,
    onConnect: () => { connected = true; },
    onAudio: (base64) => report.hear(Buffer.from(base64, 'base64')),
    onIncomingEvent: (event) => event.type === 'audio' && report.show(event),
    onError: (message) => report.error(message),
  }, devices(report));
  report.connected = connected || conversation.isOpen();
  conversation.sendUserMessage('Hello!');
  await report.allSaid();
  if (job.hangsUp) {
    await conversation.endSession();
  }
  await report.allClosed();
});
