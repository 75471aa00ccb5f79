// SPDX-License-Identifier: Apache-2.0
// The OpenAI Realtime door: each session is signed, dialed in one of the two forms that OpenAI's SDKs know, and spoken with.
import { hold, silence } from './session.js';
import { base, direct, sign, vendorKey } from './visemux.js';

export { options } from './session.js';

const vendor = {
  name: 'openai',
  ask: '{"type":"response.create"}',
  microphone: `{"type":"input_audio_buffer.append","audio":"${silence(24000)}"}`,

  dial() {
    if (direct) {
      return bearer(`${base.replace(/^http/, 'ws')}/v1/realtime?model=gpt-realtime`, vendorKey);
    }
    const answer = sign('openai');
    const { signed_url, url, api_key } = answer.status === 200 ? answer.json() : {};
    return api_key && (__ITER % 2 === 0 ? { url: signed_url, headers: {} } : bearer(url, api_key));
  },

  read: ({ type, delta, session }) => ({
    rateHz: type === 'session.created' && session.audio.output.format.rate,
    audio: type === 'response.output_audio.delta' && [delta],
    ends: type === 'response.output_audio.done',
    over: type === 'response.done',
  }),
};

const bearer = (url, key) => ({ url, headers: { Authorization: `Bearer ${key}` } });

export default () => hold(vendor);
