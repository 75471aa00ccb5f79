// SPDX-License-Identifier: Apache-2.0
// How far the mouth is from the sound, measured: syllables at known times through the relay and its model into a page
// that taps its own audio graph. There is no sound card here: when the tap has a sample is when it leaves for one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage } from './browser.mjs';
import { rig } from './rig.mjs';
import { PAUSE_SECONDS, syllables } from './syllables.mjs';
import { installTap } from './tap.mjs';

const MEAN_MS = 10;
const MOST_MS = 30;           // 95 of 100
const DRIFT_MS = 2;
const STALL_MS = 34;          // two frames: a page that draws none for so long was kept from it
const MOST_STALLED = 0.02;    // of the time, where the machine can be asked how fast a page is
/** Long enough that a busy machine's pauses are no gaps in the sound: here clocks are measured, no jitter buffer. */
const LONG_LEAD_MS = 3_000;
const SHORT_SECONDS = 30;
const LONG_SECONDS = 600;
const NEAR_MS = 150;          // a shape so long before a syllable belongs to it

/** Runs in the page: one answer of an agent, heard to its end. */
async function listen({ url, quietSeconds, leadMs }) {
  const { attachSocket } = await import('/web/client/visemux.js');
  const { weights } = await import('/web/client/outputs.js');
  const { player, sounds, events, context } = await tapped({ quietSeconds, leadMs });
  const cues = [];
  const socket = new WebSocket(url);
  socket.onopen = () => socket.send('{"type":"response.create"}');
  socket.addEventListener('message', ({ data }) => {
    const { start, visemes = [] } = JSON.parse(data).mascotVisemes ?? {};
    cues.push(...visemes.map(({ visemeId, offset }) => ({ id: visemeId, ms: start + offset })));
  });
  attachSocket(socket, 'openai', player);

  const frames = [];
  let isOver = false;
  const draw = (at) => {
    const from = performance.now();
    const frame = player.frame();
    weights('arkit52', frame);
    const now = player.now();
    const cost = performance.now() - from;
    frames.push({ at, now, id: frame.visemeId, cost, other: context.currentTime - context.outputLatency });
    if (!isOver) {
      requestAnimationFrame(draw);
    }
  };
  requestAnimationFrame(draw);
  const end = await heard(player, 'speakingend');
  isOver = true;
  await sleep(2 * quietSeconds * 1000);
  const latencyMs = Math.round(context.outputLatency * 1000);
  return { end, cues, sounds, events, frames, rate: context.sampleRate, latencyMs };
}

/** Of what is seen, without what changes nothing. */
function changes(cues) {
  return cues.filter(({ id }, i) => id !== (i === 0 ? 0 : cues[i - 1].id));
}

/** Where a moment of the turn was heard, in seconds of the audio clock: by the syllable beside it, as it was tapped. */
function heardAt(ms, onsets, sounds) {
  const k = Math.max(0, onsets.findLastIndex((onset) => onset - NEAR_MS <= ms));
  return sounds[k].began + (ms - onsets[k]) / 1000;
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const absolute = values.map(Math.abs).sort((a, b) => a - b);
  const at = (list, share) => list[Math.min(list.length - 1, Math.floor(share * list.length))];
  return {
    count: values.length,
    mean: values.reduce((sum, each) => sum + each, 0) / values.length,
    least: sorted[0],
    median: at(sorted, 0.5),
    of95: at(absolute, 0.95),
    most: absolute.at(-1),
  };
}

function line(what, { count, mean, median, of95, most }) {
  const numbers = [mean, median, of95, most].map((ms) => ms.toFixed(1).padStart(7)).join(' ');
  return `${what.padEnd(46)} ${String(count).padStart(5)} ${numbers}`;
}

/** Errors in ms, a positive one late. */
function measure(report, onsets) {
  const { cues, sounds, events, frames } = report;
  const shown = changes(cues);
  const told = events.filter(({ type }) => type === 'viseme');
  assert.deepEqual(told.map(({ detail }) => detail.visemeId), shown.map(({ id }) => id), 'every shape was told, in order');
  const due = shown.map(({ ms }) => heardAt(ms, onsets, sounds));
  const drawn = due.flatMap((time, i) => {
    const until = due[i + 1] ?? Infinity; // a short shape may fall between two frames
    const first = frames.find(({ now, id }) => now >= time - 0.001 && now < until && id === shown[i].id);
    return first ? [(first.now - time) * 1000] : [];
  });
  const seen = onsets.map((onset, k) => {
    const until = (onsets[k + 1] ?? Infinity) - NEAR_MS;
    return [onset, shown.findIndex(({ id, ms }) => id !== 0 && ms > onset - NEAR_MS && ms < until), k];
  }).filter(([, i]) => i >= 0);
  return {
    placed: spread(sounds.map(({ began }, k) => (began - sounds[0].began) * 1000 - (onsets[k] - onsets[0]))),
    scheduled: spread(told.map(({ detail }, i) => (detail.time - due[i]) * 1000)),
    told: spread(told.map(({ now }, i) => (now - due[i]) * 1000)),
    drawn: spread(drawn),
    labelled: spread(seen.map(([onset, i]) => shown[i].ms - onset)),
    whole: spread(seen.map(([, i, k]) => (told[i].now - sounds[k].began) * 1000)),
    clock: spread(frames.filter(({ now }) => now > sounds[0].began).map(({ now, other }) => (now - other) * 1000)),
    frames: spread(frames.slice(1).map(({ at }, i) => at - frames[i].at)),
    cost: spread(frames.map(({ cost }) => cost)),
    stalled: stalled(frames),
    drift: drift(told.map(({ detail }, i) => (detail.time - due[i]) * 1000)),
  };
}

/** The share of the time in which the page could draw nothing. */
function stalled(frames) {
  const gaps = frames.slice(1).map(({ at }, i) => at - frames[i].at);
  return gaps.filter((gap) => gap > STALL_MS).reduce((sum, gap) => sum + gap, 0) / (frames.at(-1).at - frames[0].at);
}

/** The mean error of the last tenth against that of the first. */
function drift(errors) {
  const tenth = Math.ceil(errors.length / 10);
  const mean = (part) => part.reduce((sum, each) => sum + each, 0) / part.length;
  return mean(errors.slice(-tenth)) - mean(errors.slice(0, tenth));
}

async function synchrony(t, seconds, pace, leadMs) {
  const { path, onsets, ms } = syllables(seconds);
  const { sign } = await rig({ fake: [`--wav=${path}`, `--pace=${pace}`] });
  const page = await openPage(t);
  await installTap(page);
  const inspector = await page.context().newCDPSession(page);
  const heap = async () => {
    await page.requestGC();
    return (await inspector.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  const before = await heap();
  const url = (await sign('openai')).signed_url;
  const report = await page.evaluate(listen, { url, quietSeconds: PAUSE_SECONDS - 0.1, leadMs });
  const after = await heap();
  assert.equal(report.sounds.length, onsets.length, 'every syllable was heard');
  assert.ok(Math.abs(report.end.playedMs - ms) < 20, `${report.end.playedMs} of ${ms} ms`);
  const result = measure(report, onsets);
  t.diagnostic(`${seconds} s of speech at ${pace} pace, ${onsets.length} syllables, context at ${report.rate} Hz, ${
    report.latencyMs} ms of output latency`);
  tell(t, result);
  t.diagnostic(`drift, last tenth against first: ${result.drift.toFixed(2)} ms; heap with the test's notes: ${
    before.toFixed(1)} to ${after.toFixed(1)} MiB`);
  return result;
}

function tell(t, result) {
  t.diagnostic(`${'error in ms, positive is late'.padEnd(46)} count    mean  median  |95 %|  |most|`);
  t.diagnostic(line('sound: place of a syllable in the graph', result.placed));
  t.diagnostic(line('player: time that a shape is told with', result.scheduled));
  t.diagnostic(line('player: when it is told', result.told));
  t.diagnostic(line('page: first animation frame that draws it', result.drawn));
  t.diagnostic(line('model: first shape of a syllable, its label', result.labelled));
  t.diagnostic(line('whole: first shape told, from the sound', result.whole));
  t.diagnostic(line('clock: the device\'s stamp, against its latency', result.clock));
  t.diagnostic(line('frames: distance of two', result.frames));
  t.diagnostic(line('frames: player.frame() and 19 weights', result.cost));
}

/** Whoever shares this machine may keep a page from its timers: then what is late says nothing of the player. */
function assertInStep(t, { scheduled, told, stalled, drift: drifted }) {
  assert.ok(Math.abs(scheduled.mean) < 1 && scheduled.of95 < 2, 'a shape\'s time is its sound\'s');
  assert.ok(Math.abs(drifted) < DRIFT_MS, `drift ${drifted} ms`);
  assert.ok(Math.abs(told.median) < MEAN_MS, `median ${told.median} ms`);
  if (stalled > MOST_STALLED) {
    t.diagnostic(`not judged when they are told: the page was kept waiting for ${(100 * stalled).toFixed(0)} % of the time`);
    return;
  }
  assert.ok(Math.abs(told.mean) < MEAN_MS, `mean ${told.mean} ms`);
  assert.ok(told.of95 < MOST_MS, `95 %: ${told.of95} ms`);
}

test('shapes are told when their sound leaves the page\'s audio graph', async (t) => {
  assertInStep(t, await synchrony(t, SHORT_SECONDS, 'burst'));
});

const skip = !process.env.VISEMUX_LONG && 'takes ten minutes: ./run web-test --long';
test('after ten minutes as well', { skip }, async (t) => {
  assertInStep(t, await synchrony(t, LONG_SECONDS, 'real', LONG_LEAD_MS));
});

test('an interruption closes the mouth and silences the graph', async (t) => {
  const { path } = syllables(SHORT_SECONDS);
  const { sign } = await rig({ fake: [`--wav=${path}`, '--pace=burst'] });
  const page = await openPage(t);
  await installTap(page);
  const result = await page.evaluate(async (url) => {
    const { attachSocket } = await import('/web/client/visemux.js');
    const { player, sounds, events, context } = await tapped();
    const socket = new WebSocket(url);
    socket.onopen = () => socket.send('{"type":"response.create"}');
    attachSocket(socket, 'openai', player);
    const took = [];
    await heard(player, 'speakingstart');
    await heard(player, 'viseme');
    const [at, rendered] = [performance.now(), context.currentTime];
    const { turn, playedMs } = player.interrupt();
    took.push(events.findLast(({ type }) => type === 'viseme').at - at);
    await sleep(500);
    return {
      turn, playedMs, took, visemeId: player.visemeId, aheadMs: player.aheadMs,
      last: events.findLast(({ type }) => type === 'viseme').detail.visemeId,
      silentAfter: (sounds.at(-1).ended - rendered) * 1000,
    };
  }, (await sign('openai')).signed_url);
  const renderedMs = Math.max(0, result.silentAfter).toFixed(1);
  t.diagnostic(`mouth closed after ${result.took[0].toFixed(2)} ms; sound rendered for ${renderedMs} ms more`);
  assert.ok(result.playedMs > 0 && result.turn === 'item_1', JSON.stringify(result));
  assert.ok(result.took[0] < 5 && result.last === 0 && result.visemeId === 0 && result.aheadMs === 0);
  assert.ok(result.silentAfter < 50, `${result.silentAfter} ms`);
});
