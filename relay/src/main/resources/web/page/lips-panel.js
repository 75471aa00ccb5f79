// SPDX-License-Identifier: Apache-2.0
// The settings of natural lip sync, each with its control; whatever is moved holds at once.
import { PRESETS, RAW } from '../client/natural-lip-sync.js';
import { SOUNDS } from './visemes.js';

/** Phones draw fewer frames, and have a setting of their own. */
const TRANSITION = matchMedia('(pointer: coarse)').matches ? 'mobileTransitionDuration' : 'desktopTransitionDuration';
const SLIDERS = [
  ['minVisemeInterval', 'shapes closer than this merge', 0, 200, 10, ' ms'],
  ['mergeWindow', 'window in which like shapes merge', 0, 250, 10, ' ms'],
  ['keyVisemePreference', 'distinctive before long', 0, 1, 0.05, ''],
  ['similarityThreshold', 'how alike they must be', 0, 1, 0.05, ''],
  ['criticalVisemeMinDuration', 'critical shapes are held', 0, 200, 10, ' ms'],
  [TRANSITION, 'a shape forms within', 0, 80, 1, ' ms'],
];
const SWITCHES = [
  ['preserveSilence', 'silence is never merged away'],
  ['preserveCriticalVisemes', 'critical shapes are never skipped'],
];

export class LipsPanel extends EventTarget {
  #preset;
  #setting;
  #fill = [];

  /** Fires `change` whenever {@link setting} is another one. */
  constructor({ preset, sliders, critical }) {
    super();
    this.#preset = preset;
    sliders.append(...SLIDERS.map((slider) => this.#slider(...slider)), ...SWITCHES.map((each) => this.#switch(...each)));
    critical.append(...SOUNDS.map((sounds, id) => this.#chip(id, sounds)).slice(1));
    preset.addEventListener('change', () => this.#take(preset.value));
    this.#take(preset.value);
  }

  /** All fields, as VisemePlayer.naturalLipSync takes them. */
  get setting() {
    return this.#setting;
  }

  get transitionMs() {
    return this.#setting[TRANSITION];
  }

  #take(name) {
    this.#setting = { ...(name === 'raw' ? RAW : PRESETS[name]) };
    this.#changed();
  }

  #set(name, value) {
    this.#setting = { ...this.#setting, [name]: value };
    this.#preset.value = 'custom';
    this.#changed();
  }

  #changed() {
    this.#fill.forEach((fill) => fill(this.#setting));
    this.dispatchEvent(new Event('change'));
  }

  #slider(name, means, min, max, step, unit) {
    const input = element('input', { type: 'range', id: name, min, max, step });
    const output = element('output', { htmlFor: name });
    input.addEventListener('input', () => this.#set(name, Number(input.value)));
    this.#fill.push((setting) => {
      input.value = setting[name];
      output.textContent = `${setting[name]}${unit}`;
    });
    return labelled(means, name, output, input);
  }

  #switch(name, means) {
    const input = element('input', { type: 'checkbox', id: name });
    input.addEventListener('change', () => this.#set(name, input.checked));
    this.#fill.push((setting) => {
      input.checked = setting[name];
    });
    return labelled(means, name, input);
  }

  #chip(id, sounds) {
    const button = element('button', { type: 'button', textContent: id, title: sounds, ariaLabel: `${id}: ${sounds}` });
    button.addEventListener('click', () => {
      const held = new Set(this.#setting.criticalVisemeIds);
      const ids = held.delete(id) ? held : held.add(id);
      this.#set(
        'criticalVisemeIds',
        [...ids].sort((a, b) => a - b),
      );
    });
    this.#fill.push((setting) => {
      button.ariaPressed = String(setting.criticalVisemeIds.includes(id));
    });
    return button;
  }
}

function labelled(means, name, ...controls) {
  const label = element('label', { title: name });
  label.append(element('span', { textContent: means }), ...controls);
  return label;
}

function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
