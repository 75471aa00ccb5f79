// SPDX-License-Identifier: Apache-2.0
// POST /v1/visemes: recordings as WAV and as JSON, answered by events and by timelines.
import http from 'k6/http';
import { check } from 'k6';
import { b64encode } from 'k6/encoding';
import { Counter, Trend } from 'k6/metrics';
import { asTenant, base, direct, duration, ramp, sessions, trends, wav } from './visemux.js';

if (direct) {
  throw new Error('FakeUpstream has no /v1/visemes; leave DIRECT out');
}

const recording = open(wav, 'b');
const asJson = JSON.stringify({ audio: b64encode(recording) });
const audioSeconds = new Counter('visemux_recorded_s');
const speed = new Trend('visemux_times_real_time');

const forms = {
  'WAV to events': { type: 'audio/wav', body: recording, accept: 'text/event-stream', check: checkEvents },
  'WAV to timeline': { type: 'audio/wav', body: recording, accept: 'application/json', check: checkTimeline },
  'JSON to events': { type: 'application/json', body: asJson, accept: 'text/event-stream', check: checkEvents },
  'JSON to timeline': { type: 'application/json', body: asJson, accept: 'application/json', check: checkTimeline },
};

export const options = {
  scenarios: { recordings: {
    executor: 'ramping-vus', startVUs: 0, gracefulStop: '60s',
    stages: [{ duration: ramp, target: sessions }, { duration, target: sessions }],
  } },
  summaryTrendStats: trends,
  thresholds: {
    checks: ['rate==1'],
    http_req_failed: ['rate<0.001'],
    visemux_times_real_time: ['min>1'], // while others ask too
  },
};

function ask(name) {
  const { type, body, accept } = forms[name];
  return http.post(`${base}/v1/visemes`, body,
    { ...asTenant({ 'Content-Type': type, Accept: accept }), tags: { name } });
}

/** What each form answers, and how long the recording is. */
export function setup() {
  const known = Object.fromEntries(Object.keys(forms).map(name => [name, ask(name).body]));
  return { known, millis: JSON.parse(known['WAV to timeline']).durationMs };
}

export default function ({ known, millis }) {
  const names = Object.keys(forms);
  const name = names[__ITER % names.length];
  const answer = ask(name);
  if (!check(answer, { 'analysed': it => it.status === 200 })) {
    return;
  }
  forms[name].check(answer.body, millis);
  check(answer.body, { 'the same samples give the same visemes': it => it === known[name] });
  audioSeconds.add(millis / 1000);
  speed.add(millis / answer.timings.duration);
}

function checkEvents(body, millis) {
  const chunks = body.trim().split('\n\n').map(event => JSON.parse(event.replace('data: ', '')));
  const visemes = chunks.flatMap(chunk => chunk.visemes.map(({ visemeId, offset }) => ({ v: visemeId, t: offset })));
  check(chunks, {
    'the chunks cover the recording': it => it.reduce((sum, chunk) => sum + chunk.chunk_duration_ms, 0) === millis,
    'every chunk says which it is': it => it.every(({ chunk_progress }, i) => chunk_progress.startsWith(`${i + 1}/`)),
    'visemes are in order and in range': () => inOrder(visemes, millis),
  });
}

function checkTimeline(body, millis) {
  const { cues, durationMs, speechMs } = JSON.parse(body);
  check(cues, {
    'the timeline covers the recording': it => durationMs === millis && it[0].t === 0,
    'somebody speaks in it': it => speechMs > 0 && speechMs <= durationMs && new Set(it.map(cue => cue.v)).size > 3,
    'cues are in order and in range': it => inOrder(it, millis),
  });
}

const inOrder = (cues, millis) => cues.length > 0 && cues.every(({ t, v }, i) =>
  v >= 0 && v <= 21 && t <= millis && (i === 0 || t > cues[i - 1].t));
