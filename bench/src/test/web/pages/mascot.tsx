// SPDX-License-Identifier: Apache-2.0
// An application as the documents of another client show it, with only its imports changed: a hook that is given no
// transport, called outside of the provider; a signed URL from the page's own backend; a recorder of its own.
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Alignment, Fit, RuntimeLoader } from '@rive-app/react-webgl2';
import { WavRecorder } from 'wavtools';
import { OpenAIRealtimeWebSocket } from 'visemux/openai-realtime';
import { MascotClient, MascotProvider, MascotRive, useMascotOpenAI, useRiveInputs } from 'visemux/rive';
import type { OpenAIRealtimeSession } from 'visemux/rive';

RuntimeLoader.setWasmUrl('/rive.wasm');
const told: any = { inputs: {}, shapes: new Set(), speaking: [], gestures: 0, events: [] };
(globalThis as any).told = () => ({ ...told, inputs: undefined, names: Object.keys(told.inputs), shapes: told.shapes.size });

function Spy() {
  const inputs: any = useRiveInputs();
  told.inputs = inputs;
  return null;
}

function spy() {
  const { inputs } = told;
  if (inputs.is_speaking) {
    told.shapes.add(Object.keys(inputs).filter((name) => name.startsWith('viseme_')).map((name) => inputs[name].value).join());
    told.viseme = inputs.viseme.value;
    if (told.speaking.at(-1) !== inputs.is_speaking.value) {
      told.speaking.push(inputs.is_speaking.value);
    }
    if (!told.fire) {
      told.fire = inputs.gesture.fire.bind(inputs.gesture);
      inputs.gesture.fire = () => { told.gestures++; told.fire(); };
    }
  }
  requestAnimationFrame(spy);
}
spy();

function Avatar() {
  const [status, setStatus] = useState<OpenAIRealtimeSession['status']>('disconnected');
  const session = useMemo(() => ({ status }), [status]);
  const { isIntercepting, messageCount } = useMascotOpenAI({
    session, debug: false, naturalLipSync: true, naturalLipSyncConfig: { minVisemeInterval: 40, mergeWindow: 60 },
  });

  const start = async () => {
    const { signedUrl, model } = await (await fetch('/api/get-signed-url')).json();
    const transport = new OpenAIRealtimeWebSocket({
      model, apiKey: 'proxy', useInsecureApiKey: true, createWebSocket: async () => new WebSocket(signedUrl) as any,
    });
    transport.on('connection_change', (now) => setStatus(now));
    await transport.connect({ apiKey: 'proxy' });
    const recorder = new WavRecorder({ sampleRate: 24000 });
    await recorder.begin();
    await recorder.record((data: any) => {
      if (transport.status === 'connected') {
        transport.sendAudio(data.mono);
      }
    });
    (globalThis as any).hangUp = async () => {
      transport.close();
      await recorder.end();
    };
  };

  return (
    <MascotProvider>
      <MascotClient src="/mascot.riv" inputs={['is_speaking', 'gesture']}
        layout={{ fit: Fit.Contain, alignment: Alignment.Center }}>
        <div style={{ width: 300, height: 300 }}><MascotRive /></div>
        <Spy />
        <button onClick={start}>{status === 'connected' ? 'End Call' : 'Start Call'}</button>
        <output>{isIntercepting ? messageCount : 'none'}</output>
      </MascotClient>
    </MascotProvider>
  );
}

createRoot(document.getElementById('root')!).render(<Avatar />);
