// SPDX-License-Identifier: Apache-2.0
// The demo page as visitors see it: served by the relay, who then type a key, or by a tenant's website, which keeps it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'node:test';
import { FAKE_MICROPHONE, SOUND_ALLOWED, openPage } from './browser.mjs';
import { rig } from './rig.mjs';

const SPEECH = fileURLToPath(new URL('../../main/resources/speech/greeting.wav', import.meta.url));
const REAL_PACE = { fake: ['--pace=real'] };

/** The page as the tenant's website shows it, with what a test looks at. */
async function website(t, { query = '?vendor=openai', ...options } = {}, wish = REAL_PACE) {
  const about = await rig(wish);
  return { ...about, page: await openPage(t, { at: about.website + query, ...options }) };
}

/** The page as the relay shows it, keys typed. */
async function relayPage(t, { query = '?vendor=openai', key, ...options } = {}, wish = REAL_PACE) {
  const about = await rig(wish);
  const page = await openPage(t, { at: `${about.relay}/${query}`, ...options });
  await page.fill('#tenant-key', key ?? about.tenantKey);
  await page.fill('#vendor-key', about.vendorKey);
  await page.evaluate(() => {
    document.getElementById('agent').value = '00000000-0000-4000-8000-000000000001';
  });
  return { ...about, page };
}

const text = (page, id) => page.textContent(`#${id}`);
const says = (page, id, pattern, timeout = 20_000) =>
  page.waitForFunction(([i, p]) => new RegExp(p).test(document.getElementById(i).textContent), [id, pattern.source], { timeout });
const speaks = (page) => says(page, 'viseme', /^([1-9]|1\d|2\d)$/);
const rests = (page) =>
  page.waitForFunction(
    () => document.getElementById('viseme').textContent === '0' && document.getElementById('interrupt').disabled,
    null,
    { timeout: 20_000 },
  );
/** Runs in the page: presses a button, and awaits closed lips in the drawing. */
async function closedAfter(id) {
  const gap = () => {
    const edges = [
      ...document
        .querySelector('#face .inside')
        .getAttribute('d')
        .matchAll(/ 0 (-?[\d.]+(?:e-?\d+)?) C/g),
    ];
    return Math.abs(edges[1][1] - edges[0][1]);
  };
  const began = performance.now();
  document.getElementById(id).click();
  for (let frames = 1; ; frames++) {
    const now = await new Promise(requestAnimationFrame);
    if (gap() === 0) {
      return { ms: Math.round(now - began), frames };
    }
  }
}

/** Runs in the page: what it took. */
function loaded() {
  const [navigation] = performance.getEntriesByType('navigation');
  const all = [navigation, ...performance.getEntriesByType('resource')];
  return { ms: navigation.loadEventEnd, files: all.length, bytes: all.reduce((sum, entry) => sum + entry.encodedBodySize, 0) };
}

describe('the page of a relay', () => {
  it('loads at once, from nowhere else, under a strict policy', async (t) => {
    const { relay } = await rig(REAL_PACE);
    const loads = [];
    for (let visit = 0; visit < 3; visit++) {
      // each with an empty cache; a busy machine may delay some of them
      const asked = [];
      const page = await openPage(t);
      page.on('request', (request) => asked.push(request.url()));
      const answer = await page.goto(`${relay}/`);
      await page.waitForSelector('#face .skin');
      assert.match(answer.headers()['content-security-policy'], /^default-src 'none'; script-src 'self'; style-src 'self';/);
      assert.ok(
        asked.every((url) => url.startsWith(`${relay}/`)),
        `${asked}`,
      );
      loads.push(await page.evaluate(loaded));
    }
    const [{ ms, files, bytes }] = loads.sort((a, b) => a.ms - b.ms);
    assert.ok(bytes < 300 * 1024, `${bytes} bytes`);
    t.diagnostic(`loaded in ${Math.round(ms)} ms: ${files} files, ${Math.round(bytes / 1024)} KiB`);
  });

  for (const vendor of ['openai', 'gemini', 'elevenlabs', 'vatel']) {
    it(`${vendor}: with a typed key the agent speaks, every message has visemes, and the mouth closes`, async (t) => {
      const { page } = await relayPage(t, { query: `?vendor=${vendor}`, args: [SOUND_ALLOWED, ...FAKE_MICROPHONE] });
      await page.click('#start');
      await says(page, 'mute', /^Mute$/);
      await page.click('#mute'); // the fake microphone beeps into the answer
      await speaks(page);
      await page.waitForFunction(() => document.getElementById('transcript').textContent.length > 10);
      assert.ok(await page.isEnabled('#interrupt'));
      await says(page, 'messages', /\d\d/);
      const [, decorated, all] = /^(\d+) of (\d+)$/.exec(await text(page, 'decorated'));
      assert.equal(decorated, all);
      assert.match(await text(page, 'injected'), /"visemes":\[.*"start":\d+/);
      const { ms, frames } = await page.evaluate(closedAfter, 'stop');
      t.diagnostic(`the mouth is closed ${ms} ms after Stop, in frame ${frames}`);
      await rests(page);
      assert.equal(await text(page, 'state'), 'ready');
    });
  }

  it('says what is missing, and what helps', async (t) => {
    const own = { fake: ['--pace=real'], settings: { 'http.idle': '31s' } };
    const { page, grant, management, tenantKey, vendorKey } = await relayPage(t, { key: '', complaints: true }, own);
    await page.click('#start');
    await says(page, 'alert', /Type a tenant key first/);
    await page.fill('#tenant-key', 'nobodys');
    await page.click('#start');
    await says(page, 'alert', /does not know this tenant key.*keys create/);
    await page.fill('#tenant-key', tenantKey);
    await grant('providers: [openai]');
    await page.selectOption('#vendor', 'gemini');
    await page.click('#start');
    await says(page, 'alert', /may not use the provider gemini/);
    await page.selectOption('#vendor', 'openai');
    await page.fill('#vendor-key', 'ek_wrong');
    await page.click('#start');
    await says(page, 'alert', /vendor refused its key/i);
    assert.ok(await page.isEnabled('#start'));
    await page.fill('#vendor-key', vendorKey);
    await page.press('#vendor-key', 'Enter');
    await speaks(page);
    await fetch(`${management}/drain`, { method: 'POST' });
    await page.click('#stop');
    await page.click('#start');
    await says(page, 'alert', /draining/);
  });
});

describe('the page of a website', () => {
  it('asks for no key and shows none', async (t) => {
    const { page, tenantKey } = await website(t);
    const answers = [];
    page.on('response', async (answer) => answers.push(await answer.text().catch(() => '')));
    assert.ok(await page.isHidden('#keys'));
    await page.click('#start');
    await speaks(page);
    assert.ok(answers.length > 0 && answers.every((answer) => !answer.includes(tenantKey)));
  });

  it('is silent at once when it is interrupted, and the vendor hears how much was heard', async (t) => {
    const { page, heard } = await website(t);
    await page.click('#start');
    await speaks(page);
    await page.evaluate(async () => {
      const { player } = await import('/page/demo.js');
      while (player.playedMs < 700) {
        await new Promise(requestAnimationFrame);
      }
    });
    const { ms, frames } = await page.evaluate(closedAfter, 'interrupt');
    t.diagnostic(`the mouth is closed ${ms} ms after the click, in frame ${frames}`);
    await says(page, 'ahead', /^0$/);
    const { audio_end_ms: played } = await heard('the truncation', ({ type }) => type === 'conversation.item.truncate');
    assert.ok(played > 700 && played < 6000, `${played}`);
    await says(page, 'state', /listening/);
  });

  it('is spoken to by keyboard alone', async (t) => {
    const { page, heard } = await website(t);
    await page.focus('#start');
    await page.keyboard.press('Enter');
    await speaks(page);
    await page.focus('#prompt');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('And something else.');
    await page.keyboard.press('Enter');
    await heard('what was typed', ({ item }) => item?.content?.[0].text === 'And something else.');
    for (const [key, id] of [
      ['Shift+Tab', 'interrupt'],
      ['Shift+Tab', 'mute'],
      ['Shift+Tab', 'stop'],
    ]) {
      await page.keyboard.press(key);
      assert.equal(await page.evaluate(() => document.activeElement.id), id);
    }
    await page.keyboard.press('Enter');
    await says(page, 'state', /ready/);
  });

  it('speaks the other language', async (t) => {
    const { page } = await website(t, { query: '?vendor=gemini&language=indonesian' });
    assert.equal(await page.inputValue('#language'), 'indonesian');
    await page.click('#start');
    await speaks(page);
  });

  for (const vendor of ['openai', 'gemini', 'elevenlabs', 'vatel']) {
    it(`speaks again after Stop, and after an interruption: ${vendor}`, async (t) => {
      const { page } = await website(t, { query: `?vendor=${vendor}` });
      await page.click('#start');
      await speaks(page);
      await page.click('#stop');
      await page.click('#start');
      await speaks(page);
      await page.click('#interrupt');
      await rests(page);
      await page.click('#say');
      await speaks(page);
    });
  }

  it('tells why a vendor has closed, and can begin again', async (t) => {
    const { page } = await website(t, {}, { fake: ['--pace=burst', '--close=1008:Enough_for_today'] });
    await page.click('#start');
    await says(page, 'alert', /Enough_for_today.*1008/);
    await says(page, 'state', /ready/); // what had come is still heard
    await page.click('#start');
    await says(page, 'messages', /\d\d/);
  });
});

describe('the microphone', () => {
  it('is heard by the vendor, and not when it is muted', async (t) => {
    const { page, heard } = await website(t, { args: [SOUND_ALLOWED, ...FAKE_MICROPHONE] });
    await page.click('#start');
    await speaks(page);
    await page.click('#mute');
    await heard('the microphone', ({ type }) => type === 'input_audio_buffer.append');
    assert.equal(await text(page, 'mute'), 'Mute');
    await page.click('#mute');
    assert.equal(await text(page, 'mute'), 'Unmute');
    await heard('silence, which tells that the user has finished', ({ audio }) => /^A+=*$/.test(audio));
  });

  it('may be refused: the call goes on in writing', async (t) => {
    const { page, heard } = await website(t, { args: [SOUND_ALLOWED, '--deny-permission-prompts'] });
    await page.click('#start');
    await speaks(page);
    await page.click('#mute');
    await says(page, 'alert', /The call goes on: type/);
    assert.equal(await text(page, 'mute'), 'Unmute');
    await page.fill('#prompt', 'In writing.');
    await page.click('#say');
    await heard('what was typed', ({ item }) => item?.content?.[0].text === 'In writing.');
  });
});

describe('natural lip sync', () => {
  const setting = (page) => page.evaluate(async () => ({ ...(await import('/page/demo.js')).player.naturalLipSync }));

  it('is what the controls say, at once', async (t) => {
    const { page } = await website(t);
    await page.click('#start');
    await speaks(page);
    await page.selectOption('#preset', 'fast_speech');
    assert.equal((await setting(page)).mergeWindow, 100);
    assert.equal(await page.inputValue('#mergeWindow'), '100');
    await page.selectOption('#preset', 'raw');
    assert.equal((await setting(page)).minVisemeInterval, 0);
    for (const id of [
      'minVisemeInterval',
      'mergeWindow',
      'keyVisemePreference',
      'similarityThreshold',
      'criticalVisemeMinDuration',
      'desktopTransitionDuration',
    ]) {
      await page.focus(`#${id}`);
      const before = (await setting(page))[id];
      await page.keyboard.press(before === 1 ? 'ArrowLeft' : 'ArrowRight');
      assert.notEqual((await setting(page))[id], before, id);
    }
    assert.equal(await page.inputValue('#preset'), 'custom');
    for (const id of ['preserveSilence', 'preserveCriticalVisemes']) {
      await page.check(`#${id}`);
      assert.equal((await setting(page))[id], true);
    }
    await page.click('#critical button[aria-label^="21:"]');
    assert.deepEqual([...(await setting(page)).criticalVisemeIds], [21]);
    await page.selectOption('#preset', 'conversation');
    assert.deepEqual([...(await setting(page)).criticalVisemeIds], [7, 8, 13, 14, 18, 21]);
  });

  it('leaves fewer shapes than were told, and all of them where it is raw', async (t) => {
    const { page } = await website(t, {}, { fake: ['--pace=burst'] });
    const counts = () =>
      page.evaluate(async () => {
        const { player } = await import('/page/demo.js');
        const [from, to] = [player.now() + 0.3, player.now() + 60]; // what is heard already stays as it was
        return { raw: player.shapes(from, to, { raw: true }).length, smoothed: player.shapes(from, to).length };
      });
    await page.click('#start');
    await page.waitForFunction(() => Number(document.getElementById('ahead').textContent) > 3000);
    await page.selectOption('#preset', 'fast_speech');
    const { raw, smoothed } = await counts();
    assert.ok(smoothed < 0.9 * raw, `${smoothed} of ${raw}`);
    await page.selectOption('#preset', 'raw');
    const now = await counts();
    assert.equal(now.smoothed, now.raw);
  });
});

describe('a recording', () => {
  it('is spoken by the face, and heard again raw beside smoothed', async (t) => {
    const { page } = await website(t);
    await page.setInputFiles('#file', SPEECH);
    await speaks(page);
    await says(page, 'drop-text', /greeting\.wav: \d+\.\d s, \d\d+ visemes/);
    assert.match(await text(page, 'state'), /a recording/);
    await page.click('#interrupt');
    await rests(page);
    assert.ok(await page.isHidden('#raw-figure'));
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
    const timeline = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.ok(timeline.version === 1 && timeline.durationMs > 6000 && timeline.cues.length > 40, JSON.stringify(timeline));
    await page.click('#replay');
    await page.waitForSelector('#raw-figure', { state: 'visible' });
    await page.waitForFunction(() =>
      ['face', 'raw-face'].every((id) => / 0 [1-9]/.test(document.querySelector(`#${id} .inside`).getAttribute('d'))),
    );
    await page.click('#interrupt');
    await page.waitForSelector('#raw-figure', { state: 'hidden' });
  });

  it('may be dropped anywhere', async (t) => {
    const { page } = await website(t);
    await page.evaluate(async () => {
      const bytes = new Int16Array(24_000).map((_, i) => 9000 * Math.sin(i / 20) * (i % 4000 < 2000));
      const head = new DataView(new ArrayBuffer(44));
      const words = { 0: 0x52494646, 8: 0x57415645, 12: 0x666d7420, 36: 0x64617461 };
      Object.entries(words).forEach(([at, word]) => head.setUint32(Number(at), word));
      [
        [4, 36 + bytes.byteLength],
        [16, 16],
        [24, 24_000],
        [28, 48_000],
        [40, bytes.byteLength],
      ].forEach(([at, value]) => head.setUint32(at, value, true));
      [
        [20, 1],
        [22, 1],
        [32, 2],
        [34, 16],
      ].forEach(([at, value]) => head.setUint16(at, value, true));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([head, bytes], 'hum.wav'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
    await says(page, 'drop-text', /hum\.wav: 1\.0 s/);
  });

  it('that is none is told', async (t) => {
    const { page } = await website(t);
    await page.setInputFiles('#file', { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no sound') });
    await says(page, 'alert', /notes\.txt is no recording/);
  });
});

describe('the face', () => {
  it('is drawn with every frame of the browser, at little cost', async (t) => {
    const { page } = await website(t);
    await page.click('#start');
    await speaks(page);
    const frames = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const [costs, times, next] = [[], [], window.requestAnimationFrame];
          window.requestAnimationFrame = (act) =>
            next((now) => {
              const began = performance.now();
              act(now);
              costs.push(performance.now() - began);
              times.push(now);
              if (costs.length === 180) {
                window.requestAnimationFrame = next;
                resolve({
                  costs: costs.sort((a, b) => a - b),
                  steps: times
                    .slice(1)
                    .map((at, i) => at - times[i])
                    .sort((a, b) => a - b),
                });
              }
            });
        }),
    );
    const at = (values, share) => values[Math.floor(values.length * share)].toFixed(1);
    t.diagnostic(
      `a frame costs ${at(frames.costs, 0.5)} ms (95 %: ${at(frames.costs, 0.95)}), ` +
        `one comes every ${at(frames.steps, 0.5)} ms (95 %: ${at(frames.steps, 0.95)})`,
    );
  });

  it('moves while nothing is said, but not for whoever wants less motion', async (t) => {
    for (const reducedMotion of ['no-preference', 'reduce']) {
      const { page } = await website(t, { context: { reducedMotion } });
      const tilts = await page.evaluate(async () => {
        const seen = new Set();
        for (let frame = 0; frame < 30; frame++) {
          await new Promise(requestAnimationFrame);
          seen.add(document.querySelector('#face .head').getAttribute('transform'));
        }
        return seen.size;
      });
      assert.equal(tilts > 1, reducedMotion === 'no-preference', `${reducedMotion}: ${tilts}`);
    }
  });

  it('fits a phone: nothing is cut, buttons are large enough for a thumb', async (t) => {
    const { page } = await website(t, { context: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } });
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    for (const id of ['start', 'stop', 'mute', 'interrupt', 'say', 'replay']) {
      assert.ok((await page.locator(`#${id}`).boundingBox()).height >= 44, id);
    }
    assert.equal(await page.locator('#mobileTransitionDuration').inputValue(), '22');
  });
});
