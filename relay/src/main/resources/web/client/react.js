// SPDX-License-Identifier: Apache-2.0
'use client';
// React: a hook for the numbers, a mouth that is drawn, a provider for pages with more than one agent. No JSX, so that
// nothing needs to be built.
import {
  createContext, createElement, useContext, useEffect, useId, useMemo, useRef, useState, useSyncExternalStore,
} from 'react';
import { MOUTH, paths } from './mouth.js';
import { weights as weigh } from './outputs.js';
import { Stage, sharedStage } from './stage.js';

/** @typedef {{ status: string }} VisemuxSession  `connected` and `disconnected` matter */
/** The same, by the name that it has in documents of the hook {@link useMascotOpenAI}. */
/** @typedef {{ status: 'disconnected' | 'connecting' | 'connected' }} OpenAIRealtimeSession */

/**
 * @typedef {object} VisemesOptions
 * @property {VisemuxSession} [session]  the call's state; where it says `disconnected`, the agent falls silent
 * @property {import('./stage.js').Source | null} [transport]  the session to listen to; without one, whichever
 *   `OpenAIRealtimeWebSocket` of `visemux/openai-realtime.js` the page makes
 * @property {import('./vendors.js').Vendor} [vendor]  of a transport that is a WebSocket
 * @property {boolean} [naturalLipSync]  for messages that the relay did not smooth; true
 * @property {Partial<import('./natural-lip-sync.js').LipSyncOptions>} [naturalLipSyncConfig]  may be written inline: equal
 *   values change nothing, other ones change the mouth in mid-call
 * @property {string | import('./outputs.js').Table} [output]  of the weights: one of OUTPUTS, or a table of your own
 * @property {boolean} [debug]  log each message of audio
 */

const StageContext = createContext(/** @type {Stage | undefined} */ (undefined));

/** The provider's stage, or the page's. */
export function useStage() {
  return useContext(StageContext) ?? sharedStage();
}

/**
 * Components in it share one agent. Without `options` that is the page's one agent, which components outside of any
 * provider share, too; with them, the provider has a player of its own for as long as it is there.
 *
 * @param {{ options?: import('./player.js').PlayerOptions, children?: import('react').ReactNode }} props
 */
export function VisemuxProvider({ options, children }) {
  const [stage] = useState(() => (options ? new Stage(options) : sharedStage()));
  useEffect(() => (stage === sharedStage() ? undefined : stage.keep()), [stage]);
  return createElement(StageContext.Provider, { value: stage }, children);
}

/** The player, for `attachGemini`, `attachElevenLabs` and whoever draws by himself. */
export function useVisemePlayer() {
  return useStage().player;
}

/**
 * Plays what the agent of a session says, and tells what its mouth does. It renders anew when the viseme or the count
 * changes; `weights` is one object that is filled before each animation frame: read it where you draw.
 *
 * @param {VisemesOptions} [options]
 */
export function useVisemes({
  session, transport, vendor, naturalLipSync = true, naturalLipSyncConfig, output = 'ovr15', debug = false,
} = {}) {
  const stage = useStage();
  const scene = useSyncExternalStore(stage.subscribe, stage.scene, Stage.emptyScene);
  const status = session?.status;
  useEffect(
    () => (transport ? stage.listenTo(transport, vendor) : stage.listenToAnnounced()), [stage, transport, vendor]);
  useEffect(() => smooth(stage, naturalLipSync ? naturalLipSyncConfig ?? true : false));
  useEffect(() => (status === 'disconnected' ? stage.hangUp() : undefined), [stage, status]);
  useEffect(() => (debug ? stage.log() : undefined), [stage, debug]);
  const weights = useWeights(stage, output);
  const isIntercepting = scene.isAttached && (!session || status === 'connected');
  return { isIntercepting, messageCount: scene.messageCount, visemeId: scene.visemeId, weights };
}

/**
 * A wrong setting must not take the page down.
 *
 * @param {Stage} stage
 * @param {import('./natural-lip-sync.js').LipSyncSetting} setting
 */
function smooth(stage, setting) {
  try {
    stage.smooth(setting);
  } catch (error) {
    console.error('visemux:', /** @type {Error} */ (error).message);
  }
}

/** @param {Stage} stage @param {string | import('./outputs.js').Table} output */
function useWeights(stage, output) {
  const into = useMemo(() => weigh(output, { visemeId: 0 }), [output]);
  useEffect(() => stage.draw((frame, transitionMs) => { weigh(output, frame, { transitionMs, into }); }), [stage, output, into]);
  return into;
}

const SIZE = '-70 -42 140 104';
const COLOURS = {
  inside: '#4a0f16', tongue: '#c9545f', upperTeeth: '#fdfbf7', lowerTeeth: '#f3efe8', upperLip: '#b5404a', lowerLip: '#c24c57',
  shine: '#ffffff55', tip: '#d0606b',
};

/**
 * The mouth, drawn by the project: an SVG that follows the agent, or shows one of the 22 shapes. What it is given besides
 * goes to the `<svg>`; the parts have classes (`visemux-upperLip`), so that a style sheet can colour them.
 *
 * @param {{ visemeId?: number } & Omit<import('react').SVGProps<SVGSVGElement>, 'ref'>} props
 */
export function Mouth({ visemeId, ...rest }) {
  const stage = useStage();
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const clip = useId();
  useEffect(() => (visemeId === undefined ? followed(stage, svg) : undefined), [stage, visemeId]);
  const shape = paths(weigh(MOUTH, { visemeId: visemeId ?? 0 }));
  const part = (/** @type {keyof typeof COLOURS} */ name, /** @type {object} */ more = {}) => createElement('path',
    { key: name, className: `visemux-${name}`, d: shape[name], fill: COLOURS[name], ...more });
  const within = { clipPath: `url(#${clip})` };
  return createElement('svg', { role: 'img', 'aria-label': 'mouth', viewBox: SIZE, ...rest, ref: svg },
    createElement('clipPath', { id: clip }, createElement('path', { className: 'visemux-inside', d: shape.inside })),
    part('inside'),
    createElement('g', within, part('tongue'), part('upperTeeth'), part('lowerTeeth')),
    part('upperLip'), part('lowerLip'), part('shine'),
    createElement('g', within, part('tip')));
}

/**
 * Redraws it without rendering: React has no business in sixty frames a second.
 *
 * @param {Stage} stage
 * @param {{ current: SVGSVGElement | null }} svg
 */
function followed(stage, svg) {
  /** @type {Record<string, number>} */
  const stand = {};
  return stage.draw((frame, transitionMs) => {
    const shape = paths(weigh(MOUTH, frame, { transitionMs, into: stand }));
    for (const [name, d] of Object.entries(shape)) {
      svg.current?.querySelectorAll(`.visemux-${name}`).forEach((path) => path.setAttribute('d', d));
    }
  });
}

/** {@link useVisemes} by another name, with the default that its documents give it. @param {VisemesOptions} options */
export function useMascotOpenAI(options) {
  return useVisemes({ naturalLipSync: false, ...options });
}

/** {@link VisemuxProvider} by another name. */
export const MascotProvider = VisemuxProvider;
