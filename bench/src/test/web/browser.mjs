// SPDX-License-Identifier: Apache-2.0
// Debian's Chromium without a screen. It has no sound card either: its audio clock runs as if there was one.
import { after } from 'node:test';
import { chromium } from 'playwright-core';
import { site } from './site.mjs';

const ALWAYS = ['--no-sandbox', '--disable-dev-shm-usage'];
/** As if the user had clicked somewhere. */
export const SOUND_ALLOWED = '--autoplay-policy=no-user-gesture-required';
/** A microphone that beeps, and that nobody needs to allow. */
export const FAKE_MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
/** One that hears a WAV file, over and over. */
export const microphoneThatHears = (wav) => [...FAKE_MICROPHONE, `--use-file-for-fake-audio-capture=${wav}`];

const browsers = new Map();

after(async () => {
  await Promise.all([...browsers.values()].map(async (browser) => (await browser).close()));
  await (await site()).close();
});

/**
 * A fresh page in a browser profile of its own; what it complains about fails the test, unless `complaints` are awaited.
 * `at` is a URL, a path of the site (see site.mjs), or nothing for an empty page.
 */
export async function openPage(t, { at = '/blank', args = [SOUND_ALLOWED], complaints = false, context = {} } = {}) {
  const [profile, page] = await emptyPage(args, context);
  const said = [];
  page.on('pageerror', (error) => said.push(String(error.stack ?? error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && said.push(message.text()));
  t.after(async () => {
    await profile.close();
    if (!complaints && said.length > 0) {
      throw new Error(`the page complained: ${said.join('\n')}`);
    }
  });
  await page.goto(new URL(at, (await site()).url).href);
  return Object.assign(page, { complaints: said });
}

/** On a machine with much else to do, Chromium's own process for a page may die before there is anything in it. */
async function emptyPage(args, context, tries = 3) {
  const profile = await (await browserWith(args)).newContext(context);
  try {
    return [profile, await profile.newPage()];
  } catch (error) {
    await profile.close();
    if (tries === 1) {
      throw error;
    }
    return emptyPage(args, context, tries - 1);
  }
}

function browserWith(args) {
  const key = args.join(' ');
  if (!browsers.has(key)) {
    browsers.set(key, chromium.launch({ executablePath: process.env.VISEMUX_CHROMIUM, args: [...ALWAYS, ...args] }));
  }
  return browsers.get(key);
}
