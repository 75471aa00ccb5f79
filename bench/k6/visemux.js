// SPDX-License-Identifier: Apache-2.0
// What the scripts share: what the environment tells them, and how a tenant's backend signs.
import http from 'k6/http';

const given = (name, otherwise) => __ENV[name] || otherwise;

export const base = given('BASE_URL', 'http://127.0.0.1:8080').replace(/\/+$/, '');
export const direct = given('DIRECT', 'false') === 'true'; // BASE_URL is FakeUpstream: no tenants, no tokens, no visemes
export const key = given('KEY', '');
export const vendorKey = given('VENDOR_KEY', 'sk-none');
export const sessions = Number(given('SESSIONS', 20));
export const rate = Number(given('RATE', 50));
export const ramp = given('RAMP', '10s');
export const duration = given('DURATION', '30s');
export const turns = Number(given('TURNS', 2));
export const micMs = Number(given('MIC_MS', 100));
export const endpoints = given('ENDPOINTS', '').split(',').filter(each => each);
export const wav = given('WAV', import.meta.resolve('../src/main/resources/speech/greeting.wav'));
export const trends = ['avg', 'min', 'med', 'p(90)', 'p(95)', 'p(99)', 'max'];

if (!direct && !key) {
  throw new Error('KEY is missing: a tenant key of the relay at BASE_URL, as ./run keys create prints it');
}

/** What a vendor's provider_config says, beside whatever the tenant's backend wishes. */
export const wishes = {
  openai: { api_key: vendorKey, model: given('OPENAI_MODEL', 'gpt-realtime') },
  gemini: { api_key: vendorKey, model: given('GEMINI_MODEL', 'gemini-live-2.5-flash-preview') },
  elevenlabs: { api_key: vendorKey, agent_id: given('ELEVENLABS_AGENT', 'agent_fake') },
  vatel: { api_key: vendorKey, agent_id: given('VATEL_AGENT', '00000000-0000-4000-8000-000000000001') },
};

/** @returns the params of a request that a tenant's backend sends */
export const asTenant = (headers = {}) => (
  { headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', ...headers } });

export function sign(provider, wish = wishes[provider], params = asTenant()) {
  return http.post(`${base}/v1/get-signed-url`, JSON.stringify({ config: { provider, provider_config: wish } }),
    { tags: { name: `sign ${provider}` }, ...params });
}
