// SPDX-License-Identifier: Apache-2.0
// Signing: every endpoint that hands out what opens a session, at a rate that does not wait for the answers.
import http from 'k6/http';
import { check } from 'k6';
import { b64decode } from 'k6/encoding';
import { asTenant, base, direct, duration, endpoints, key, ramp, rate, sign, trends, vendorKey, wishes } from './visemux.js';

const CONVAI = `/v1/convai/conversation/get-signed-url?agent_id=${wishes.elevenlabs.agent_id}`;

const asked = (url, body, params) => http.post(url, JSON.stringify(body), params);
const convai = headers => http.get(base + CONVAI, { headers, tags: { name: 'convai' } });
const sessionToken = params => asked(`${base}/v1/session-token`, { agent_id: wishes.vatel.agent_id }, params);
const named = (name, headers) => ({ headers: { 'Content-Type': 'application/json', ...headers }, tags: { name } });

const ofRelay = {
  openai: () => sign('openai'),
  gemini: () => sign('gemini'),
  elevenlabs: () => sign('elevenlabs'),
  vatel: () => sign('vatel'),
  'session-token': () => sessionToken({ ...asTenant(), tags: { name: 'session-token' } }),
  convai: () => convai({ Authorization: `Bearer ${key}`, 'xi-api-key': vendorKey }), // asks ElevenLabs each time
};

const bearer = { Authorization: `Bearer ${vendorKey}` };

const ofVendors = {
  openai: () => asked(`${base}/v1/realtime/client_secrets`, {}, named('client_secrets', bearer)),
  gemini: () => asked(`${base}/v1alpha/auth_tokens`, {}, named('auth_tokens', { 'x-goog-api-key': vendorKey })),
  convai: () => convai({ 'xi-api-key': vendorKey }),
  'session-token': () => sessionToken(named('session-token', bearer)),
};

const calls = direct ? ofVendors : ofRelay;
const names = endpoints.length > 0 ? endpoints : Object.keys(calls).filter(name => direct || wishes[name]);

export const options = {
  scenarios: {
    signing: {
      executor: 'ramping-arrival-rate', startRate: 1, timeUnit: '1s', preAllocatedVUs: 10, maxVUs: 200,
      stages: [{ duration: ramp, target: rate }, { duration, target: rate }],
    },
    ...(direct ? {} : {
      refusals: { executor: 'constant-arrival-rate', exec: 'refusals', rate: 1, duration, preAllocatedVUs: 2 },
    }),
  },
  summaryTrendStats: trends,
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.001'],
    'http_req_duration{scenario:signing}': ['p(95)<100', 'p(99)<500'],
    dropped_iterations: ['count<1'],
  },
};

const seen = new Set(); // each virtual user remembers its own

/** What opens a session: the answer names it, or it is in a URL. */
const secretOf = answer => answer.api_key || answer.token || answer.value || answer.name
  || answer.signed_url.replace(/.*(token|conversation_signature)=/, '');

const headerOf = token => JSON.parse(b64decode(token.replace(/^ek_/, '').split('.')[0], 'rawurl', 's'));

function isSealed(token) {
  const { alg, enc, kid } = headerOf(token);
  return token.split('.').length === 5 && alg === 'dir' && enc === 'A256GCM' && Boolean(kid) && token.length <= 4096 + 3;
}

export default function () {
  const answer = calls[names[__ITER % names.length]]();
  if (!check(answer, { 'signed': it => it.status === 200 })) {
    return;
  }
  const secret = secretOf(answer.json());
  check(secret, { 'no token comes twice': it => !seen.has(it) });
  seen.add(secret);
  if (!direct) {
    check(secret, { 'the token is sealed': isSealed });
    check(answer, { 'the vendor\'s key is not in the answer': it => !it.body.includes(vendorKey) });
  }
}

export function refusals() {
  const refused = (status, headers) => (
    { ...asTenant(headers), responseCallback: http.expectedStatuses(status), tags: { name: `refused ${status}` } });
  check(sign('openai', wishes.openai, refused(401, { Authorization: 'Bearer wrong' })), {
    'a wrong key is refused': it => it.status === 401 && it.json('code') === 'unauthorized',
  });
  check(sign('openai', { api_key: vendorKey }, refused(400)), {
    'what is missing is named': it => it.status === 400 && it.json('error').includes('provider_config.model'),
  });
}
