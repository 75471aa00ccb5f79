// SPDX-License-Identifier: Apache-2.0
// An application with @google/genai, as its documents show it, and one call more.
import * as current from '@google/genai';
import * as newest from 'genai-3';
import { attachGemini } from 'visemux';
import { observedPlayer } from './observed.js';

const SDKS = { current, newest };

/** One answer to its end, or until it is interrupted. */
globalThis.talk = async ({ signed, sdk = 'current' }) => {
  const { GoogleGenAI, Modality } = SDKS[sdk];
  const observed = await observedPlayer();
  const seen = { messages: 0, interrupted: [], closed: null };
  const attachment = attachGemini({
    onmessage: ({ serverContent }) => {
      seen.messages++;
      seen.interrupted.push(...(serverContent?.interrupted ? [performance.now()] : []));
    },
    onclose: ({ code }) => { seen.closed = code; },
  }, observed.player);

  const ai = new GoogleGenAI({ apiKey: signed.api_key, httpOptions: { baseUrl: signed.base_url } });
  const session = await ai.live.connect({
    model: 'gemini-live-2.5-flash-preview', config: { responseModalities: [Modality.AUDIO] }, callbacks: attachment.callbacks,
  });
  session.sendClientContent({ turns: 'Hello!', turnComplete: true });
  await observed.spoken();
  session.close();
  return { ...observed.report(attachment), seen };
};
