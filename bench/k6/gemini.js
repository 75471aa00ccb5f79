// SPDX-License-Identifier: Apache-2.0
// The Gemini Live door: each session is signed, dialed as Google's SDK does, and spoken with in BINARY frames of JSON.
import { hold, silence } from './session.js';
import { base, direct, sign, vendorKey, wishes } from './visemux.js';

export { options } from './session.js';

const DOOR = '//ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent';

const vendor = {
  name: 'gemini',
  hello: `{"setup":{"model":"models/${wishes.gemini.model}","generationConfig":{"responseModalities":["AUDIO"]}}}`,
  ask: '{"clientContent":{"turns":[{"parts":[{"text":"hello"}],"role":"user"}],"turnComplete":true}}',
  microphone: `{"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":"${silence(16000)}"}}}`,

  dial() {
    if (direct) {
      return doorOf(base, vendorKey);
    }
    const answer = sign('gemini');
    return answer.status === 200 ? doorOf(answer.json().base_url, answer.json().api_key) : null;
  },

  read({ setupComplete, serverContent = {} }) {
    const parts = ((serverContent.modelTurn || {}).parts || []).filter(part => part.inlineData).map(part => part.inlineData.data);
    return {
      rateHz: setupComplete && 24000,
      audio: parts.length > 0 && parts,
      ends: serverContent.generationComplete,
      over: serverContent.turnComplete,
    };
  },
};

const doorOf = (host, key) => ({ url: `${host.replace(/^http/, 'ws')}${DOOR}?key=${key}`, headers: {} });

export default () => hold(vendor);
