// SPDX-License-Identifier: Apache-2.0
// Applications with React. Each one tells a test what it rendered.
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { OpenAIRealtimeWebSocket } from '@openai/agents-realtime';
import { GoogleGenAI, Modality } from '@google/genai';
import { VENDORS, attachGemini } from 'visemux';
import { Mouth, VisemuxProvider, useVisemePlayer, useVisemes } from 'visemux/react';
import { found } from './observed.js';

const told = { renders: 0, visemes: new Set(), counts: [], weights: [], ended: [] };
let set = () => {};

/** A mouth, a count, and settings that are written inline, as nobody should have to avoid. */
function Agent({ transport, vendor }) {
  const [session, setSession] = useState({ status: 'disconnected' });
  const [minVisemeInterval, setInterval] = useState(40);
  const player = useVisemePlayer();
  const { isIntercepting, messageCount, visemeId, weights } = useVisemes({
    session, transport, vendor, naturalLipSync: true, naturalLipSyncConfig: { minVisemeInterval, mergeWindow: 60 },
  });
  set = { setSession, setInterval, player };
  told.renders++;
  told.visemes.add(visemeId);
  told.counts.push(messageCount);
  told.weights = weights;
  told.isIntercepting = isIntercepting;
  return <Mouth width="200" data-viseme={visemeId} />;
}

const root = createRoot(document.getElementById('root'));
const show = (element) => root.render(<StrictMode><VisemuxProvider options={{}}>{element}</VisemuxProvider></StrictMode>);

const report = () => ({
  renders: told.renders, shapes: told.visemes.size, count: told.counts.at(-1), isIntercepting: told.isIntercepting,
  playedMs: set.player?.playedMs, interval: set.player?.naturalLipSync.minVisemeInterval, ended: told.ended,
  viseme: document.querySelector('svg').dataset.viseme, path: document.querySelector('.visemux-lowerLip').getAttribute('d'),
});

async function spoken() {
  set.player.addEventListener('speakingend', ({ detail }) => told.ended.push(detail));
  const paths = new Set();
  const jaws = new Set();
  await found(() => {
    paths.add(document.querySelector('.visemux-lowerLip')?.getAttribute('d'));
    jaws.add(told.weights.aa);
    return told.ended.length > 0;
  });
  await found(() => set.player.visemeId === 0);
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  return { ...report(), paths: paths.size, jaws: jaws.size };
}

/** A transport of the official SDK, given to the hook. */
globalThis.openai = async ({ signed }) => {
  const transport = new OpenAIRealtimeWebSocket({
    useInsecureApiKey: true, createWebSocket: async () => new WebSocket(signed.signed_url),
  });
  show(<Agent transport={transport} />);
  await found(() => set.setSession);
  transport.on('connection_change', (status) => set.setSession({ status }));
  await transport.connect({ apiKey: 'proxy' });
  transport.sendMessage('Hello!', {});
  globalThis.setMinInterval = (ms) => set.setInterval(ms);
  globalThis.hangUp = () => transport.close();
  globalThis.unmounted = () => new Promise((resolve) => {
    set.player.addEventListener('speakingend', ({ detail }) => resolve(detail));
    show(null);
  });
  globalThis.speaks = () => found(() => set.player.playedMs > 500);
};
globalThis.spoken = spoken;
globalThis.report = report;

/** What attachGemini has returned, given to the hook. */
globalThis.gemini = async ({ signed }) => {
  show(<Agent />);
  await found(() => set.player);
  const attachment = attachGemini({}, set.player);
  show(<Agent transport={attachment} />);
  const ai = new GoogleGenAI({ apiKey: signed.api_key, httpOptions: { baseUrl: signed.base_url } });
  const session = await ai.live.connect({
    model: 'gemini-live-2.5-flash-preview', config: { responseModalities: [Modality.AUDIO] }, callbacks: attachment.callbacks,
  });
  set.setSession({ status: 'connected' });
  session.sendClientContent({ turns: 'Hello!', turnComplete: true });
};

/** A plain WebSocket, given to the hook. */
globalThis.socket = async ({ signed }) => {
  const socket = new WebSocket(VENDORS.vatel.url(signed));
  show(<Agent transport={socket} vendor="vatel" />);
  await found(() => set.setSession);
  set.setSession({ status: 'connected' });
};

/** All shapes, side by side. */
globalThis.shapes = () => {
  root.render(<div style={{ background: '#f6d7c3', width: 1100 }}>
    {Array.from({ length: 22 }, (_, id) => <Mouth key={id} visemeId={id} width="180" aria-label={`shape ${id}`} />)}
  </div>);
};
