// SPDX-License-Identifier: Apache-2.0
'use client';
// Rive: a character of your own, whose state machine is told what the mouth does. It needs @rive-app/react-webgl2.
import { Layout, StateMachineInputType, useRive } from '@rive-app/react-webgl2';
import { createContext, createElement, useContext, useEffect, useMemo } from 'react';
import { useStage } from './react.js';
import { RiveMouth } from './rive-mouth.js';

export { MascotProvider, VisemuxProvider, useMascotOpenAI, useVisemes } from './react.js';
/** @typedef {import('./react.js').OpenAIRealtimeSession} OpenAIRealtimeSession */

/**
 * @typedef {object} RiveClientProps
 * @property {string} src  the .riv file
 * @property {string} [artboard]  the file's default one where none is named
 * @property {string} [stateMachine]  the artboard's first one where none is named
 * @property {string[]} [inputs]  inputs of the state machine that are set: `is_speaking` (boolean), `gesture` (trigger: fired
 *   as the agent begins to speak), `viseme` (number: its id), `viseme_0` to `viseme_21` (numbers: their weights). Those of
 *   mouths are set whether listed or not; others are left to the application, which finds them with {@link useRiveInputs}
 * @property {{ fit?: import('@rive-app/react-webgl2').Fit, alignment?: import('@rive-app/react-webgl2').Alignment }} [layout]
 * @property {number} [scale]  what a weight of 1 is to the file: 100 where its blend states run to 100
 * @property {import('react').ReactNode} [children]
 */

/** @typedef {{ RiveComponent: ReturnType<typeof useRive>['RiveComponent'], mouth: RiveMouth | undefined }} Character */

const CharacterContext = createContext(/** @type {Character | undefined} */ (undefined));

/** Loads a character and moves its mouth; {@link RiveView} in it shows it. @param {RiveClientProps} props */
export function RiveClient({ src, artboard, stateMachine, inputs, layout, scale = 1, children }) {
  const stage = useStage();
  const { fit, alignment } = layout ?? {};
  const parameters = useMemo(() => ({
    src, artboard, stateMachines: stateMachine, autoplay: true, layout: new Layout({ fit, alignment }),
  }), [src, artboard, stateMachine, fit, alignment]);
  const { rive, RiveComponent } = useRive(parameters);
  const mouth = useMemo(
    () => (rive ? new RiveMouth(rive, StateMachineInputType, stateMachine) : undefined), [rive, stateMachine]);
  const gestures = !inputs || inputs.includes('gesture');
  useEffect(() => mouth?.follow(stage, { scale, gestures }), [stage, mouth, scale, gestures]);
  const character = useMemo(() => ({ RiveComponent, mouth }), [RiveComponent, mouth]);
  return createElement(CharacterContext.Provider, { value: character }, children);
}

/** The character of the {@link RiveClient} around it. @param {import('react').ComponentProps<'canvas'>} props */
export function RiveView(props) {
  return createElement(useCharacter().RiveComponent, props);
}

/** The state machine's inputs by name, once it is loaded: `inputs.character.value = 3`, `inputs.wave.fire()`. */
export function useRiveInputs() {
  return useCharacter().mouth?.inputs ?? {};
}

function useCharacter() {
  const character = useContext(CharacterContext);
  if (!character) {
    throw new Error('visemux: RiveView (MascotRive) must be inside of a RiveClient (MascotClient)');
  }
  return character;
}

/** {@link RiveClient} by another name. */
export const MascotClient = RiveClient;
/** {@link RiveView} by another name. */
export const MascotRive = RiveView;
