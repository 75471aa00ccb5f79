// SPDX-License-Identifier: Apache-2.0
// What a Rive state machine is told. It knows Rive's objects, but not the package that they come from.
import { table, weights } from './outputs.js';

/** @typedef {{ name: string, type: number, value: number | boolean, fire: () => void }} Input */
/**
 * @typedef {object} Character
 * @property {string[]} stateMachineNames
 * @property {string[]} playingStateMachineNames
 * @property {(name: string) => Input[] | undefined} stateMachineInputs
 * @property {(name: string) => void} play
 */
/** @typedef {{ Number: number, Trigger: number, Boolean: number }} InputTypes */

const SPEAKING = 'is_speaking';
const GESTURE = 'gesture';
/** The number of the shape that is heard. */
const VISEME = 'viseme';
const RIVE = 'rive';

export class RiveMouth {
  /** By name. @type {Record<string, Input>} */
  inputs;
  #types;

  /** @param {Character} character @param {InputTypes} types @param {string} [stateMachine] */
  constructor(character, types, stateMachine = character.stateMachineNames[0]) {
    this.#types = types;
    if (stateMachine && !character.playingStateMachineNames.includes(stateMachine)) {
      character.play(stateMachine); // inputs are there once it plays
    }
    const all = stateMachine ? character.stateMachineInputs(stateMachine) ?? [] : [];
    this.inputs = Object.fromEntries(all.map((input) => [input.name, input]));
  }

  /**
   * Moves the mouth as a stage tells, until the returned function is called; then it is closed.
   *
   * @param {import('./stage.js').Stage} stage
   * @param {{ scale?: number, gestures?: boolean }} [options]
   */
  follow(stage, { scale = 1, gestures = true } = {}) {
    const into = {};
    let spoke = false;
    const stop = stage.draw((frame, transitionMs) => {
      this.#show(frame, weights(RIVE, frame, { transitionMs, into }), scale);
      if (frame.speaking && !spoke && gestures) {
        this.#gesture();
      }
      spoke = frame.speaking;
    });
    return () => {
      stop();
      this.#show({ visemeId: 0, speaking: false }, weights(RIVE, { visemeId: 0 }), scale);
    };
  }

  /** @param {{ visemeId: number, speaking: boolean }} frame @param {Record<string, number>} shares @param {number} scale */
  #show({ visemeId, speaking }, shares, scale) {
    this.#set(SPEAKING, this.#types.Boolean, speaking);
    this.#set(VISEME, this.#types.Number, visemeId);
    for (const name of table(RIVE).names) {
      this.#set(name, this.#types.Number, shares[name] * scale);
    }
  }

  #gesture() {
    const input = this.inputs[GESTURE];
    if (input?.type === this.#types.Trigger) {
      input.fire();
    }
  }

  /** @param {string} name @param {number} type @param {number | boolean} value */
  #set(name, type, value) {
    const input = this.inputs[name];
    if (input?.type === type && input.value !== value) {
      input.value = value;
    }
  }
}
