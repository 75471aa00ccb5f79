// SPDX-License-Identifier: Apache-2.0
// A relay between clients and a vendor as many teams write it: `ws`, two event handlers a session, JSON.parse to find the
// agent's audio. It names no viseme: what it costs is what a relay on Node costs before that. node relay.mjs UPSTREAM
import { WebSocket, WebSocketServer } from 'ws';

const upstream = process.argv[2];
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 16 << 20 });
let audioMessages = 0;

server.on('listening', () => console.log(server.address().port));
server.on('connection', (client, request) => {
  const vendor = new WebSocket(upstream + request.url, client.protocol ? [client.protocol] : [],
    { perMessageDeflate: false, maxPayload: 16 << 20 });
  const early = []; // said before the vendor's connection stands

  client.on('message', (data, isBinary) => {
    read(data);
    if (vendor.readyState === WebSocket.OPEN) vendor.send(data, { binary: isBinary });
    else early.push([data, isBinary]);
  });
  vendor.on('open', () => early.splice(0).forEach(([data, isBinary]) => vendor.send(data, { binary: isBinary })));
  vendor.on('message', (data, isBinary) => {
    if (hasAudio(read(data))) audioMessages++;
    client.send(data, { binary: isBinary });
  });

  client.on('close', (code, reason) => vendor.close(sendable(code), reason));
  vendor.on('close', (code, reason) => client.close(sendable(code), reason));
  client.on('error', () => {}); // a close follows
  vendor.on('error', () => {});
});

/** Gemini sends its JSON in binary frames. */
function read(data) {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function hasAudio(message) {
  return message?.type === 'response.output_audio.delta' || message?.type === 'response_audio'
    || message?.audio_event !== undefined || message?.serverContent?.modelTurn?.parts?.some((part) => part.inlineData);
}

/** 1005 and 1006 say that there was no code: they cannot be sent. */
function sendable(code) {
  return code === 1005 || code === 1006 ? 1011 : code;
}

process.on('SIGTERM', () => process.exit());
