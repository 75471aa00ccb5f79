// SPDX-License-Identifier: Apache-2.0
// There is no loudspeaker here: what a page would send to one is tapped in its own audio graph.

/** Amplitude that is sound, of 1. */
export const LOUD = 0.1;

/** An AudioWorklet that lets all through and tells when sound begins and ends, in seconds of the audio clock. */
const WORKLET = `
  registerProcessor('tap', class extends AudioWorkletProcessor {
    quiet = Infinity;
    last = 0;
    constructor({ processorOptions: { quietSeconds } }) {
      super();
      this.pause = Math.round(quietSeconds * sampleRate);
    }
    process([[heard]], [[out]]) {
      for (let i = 0; i < out.length; i++) {
        out[i] = heard ? heard[i] : 0;
        this.hear(Math.abs(out[i]), currentFrame + i);
      }
      return true;
    }
    hear(level, frame) {
      if (level > ${LOUD}) {
        if (this.quiet > this.pause) this.port.postMessage({ began: frame / sampleRate });
        this.quiet = 0;
        this.last = frame;
      } else if (this.quiet++ === this.pause) {
        this.port.postMessage({ ended: this.last / sampleRate });
      }
    }
  });`;

/**
 * Gives the page `tapped(options)`: a started player whose sound is tapped, with what it told and what was heard:
 * { player, context, tap, sounds: [{ began, ended }], events: [{ type, detail, at, now }] }. `at` is the page's clock in ms,
 * `now` the player's. And `bursts(rate, seconds, at)`: PCM16 with tones of 200 ms at these milliseconds.
 */
export async function installTap(page) {
  await page.evaluate((worklet) => {
    globalThis.tapped = async ({ quietSeconds = 0.02, ...options } = {}) => {
      const { VisemePlayer } = await import('/web/client/player.js');
      const context = new AudioContext(options.context);
      await context.audioWorklet.addModule(URL.createObjectURL(new Blob([worklet], { type: 'text/javascript' })));
      const tap = new AudioWorkletNode(context, 'tap', { processorOptions: { quietSeconds } });
      tap.connect(context.destination);
      const sounds = [];
      tap.port.onmessage = ({ data }) => (data.began ? sounds.push(data) : Object.assign(sounds.at(-1) ?? {}, data));
      const player = new VisemePlayer({ ...options, context, destination: tap });
      const events = [];
      for (const type of ['viseme', 'speakingstart', 'speakingend', 'warning']) {
        player.addEventListener(type, ({ detail }) => {
          events.push({ type, detail, at: performance.now(), now: player.now() });
        });
      }
      return { started: await player.start(), player, context, tap, sounds, events };
    };
    globalThis.bursts = (rate, seconds, at) => {
      const pcm = new Int16Array(rate * seconds);
      for (const millis of at) {
        for (let i = 0; i < rate / 5; i++) {
          pcm[Math.round((millis * rate) / 1000) + i] = 16_000 * Math.cos((2 * Math.PI * 500 * i) / rate);
        }
      }
      return pcm;
    };
    globalThis.sleep = (millis) => new Promise((resolve) => { setTimeout(resolve, millis); });
    globalThis.heard = (target, type) => new Promise((resolve) => {
      target.addEventListener(type, ({ detail }) => resolve(detail), { once: true });
    });
  }, WORKLET);
}
