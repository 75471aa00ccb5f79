// SPDX-License-Identifier: Apache-2.0
// The page: a vendor, a button, a voice, a face.
import { Conversation } from '../client/conversation.js';
import { VisemePlayer } from '../client/player.js';
import { Calls } from './calls.js';
import { Lanes } from './lanes.js';
import { LipsPanel } from './lips-panel.js';
import { Readings } from './readings.js';
import { Recordings } from './recordings.js';
import { Relay, Website } from './signing.js';
import { Stage } from './stage.js';
import { Waveform } from './waveform.js';

const $ = (id) => document.getElementById(id);
const wished = new URLSearchParams(location.search);
for (const id of ['vendor', 'language']) {
  const option = [...$(id).options].find(({ value }) => value === wished.get(id));
  $(id).value = (option ?? $(id).options[0]).value;
}

const isWebsite = document.querySelector('meta[name="visemux-signed-by"]').content === 'website';
const keys = () =>
  Object.fromEntries(
    [
      ['tenantKey', 'tenant-key'],
      ['vendorKey', 'vendor-key'],
      ['model', 'model'],
      ['agent', 'agent'],
    ].map(([name, id]) => [name, $(id).value.trim()]),
  );
const signing = isWebsite ? new Website() : new Relay(keys);

/** For whoever tries things in the console: `(await import("./page/demo.js")).player`. */
export const player = new VisemePlayer();
const lips = new LipsPanel({ preset: $('preset'), sliders: $('sliders'), critical: $('critical') });
const waveform = new Waveform();
const readings = new Readings($, player);
const stage = new Stage($, player);
const lanes = new Lanes($('lanes'));
const calls = new Calls($, { player, signing, readings, begin: (vendor) => new Conversation(vendor, player) });
const recordings = new Recordings($, { player, signing, calls });

lips.addEventListener('change', useLips);
useLips();
player.addEventListener('audio', ({ detail: { pcm, rate } }) => {
  waveform.add(pcm, rate, player.soundSeconds, player.soundSeconds - player.aheadMs / 1000);
});
player.addEventListener('speakingend', ({ detail: { interrupted } }) => interrupted && waveform.cut(player.soundSeconds));
player.addEventListener('warning', ({ detail: { message } }) => calls.warn(message));
requestAnimationFrame(frame);

function useLips() {
  player.naturalLipSync = lips.setting;
  stage.transitionMs = lips.transitionMs;
}

function frame(millis) {
  stage.draw(millis / 1000, recordings.isReplaying);
  lanes.draw(player, waveform);
  readings.show();
  requestAnimationFrame(frame);
}
