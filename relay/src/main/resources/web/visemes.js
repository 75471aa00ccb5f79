// SPDX-License-Identifier: Apache-2.0
/**
 * The 22 visemes (Microsoft's numbering) as mouths, drawn by hand. All values 0 to 1:
 * open = jaw, wide = corners apart (0.5 at rest), round = lips pushed forward, teeth = upper teeth shown,
 * tongue = tongue raised, tuck = lower lip under the upper teeth, press = lips pressed together.
 */
const shape = (name, open, wide, more = {}) =>
  ({ name, open, wide, round: 0, teeth: 0, tongue: 0, tuck: 0, press: 0, ...more });

export const VISEMES = [
  shape('silence', 0, 0.5),
  shape('ae ax ah', 0.55, 0.6, { teeth: 0.5, tongue: 0.2 }),
  shape('aa', 0.9, 0.5, { teeth: 0.3, tongue: 0.1 }),
  shape('ao', 0.75, 0.25, { round: 0.6, tongue: 0.1 }),
  shape('ey eh uh', 0.45, 0.7, { teeth: 0.6, tongue: 0.3 }),
  shape('er', 0.35, 0.35, { round: 0.5, teeth: 0.3, tongue: 0.5 }),
  shape('y iy ih', 0.25, 0.9, { teeth: 0.9, tongue: 0.5 }),
  shape('w uw', 0.2, 0.05, { round: 1 }),
  shape('ow', 0.5, 0.15, { round: 0.9 }),
  shape('aw', 0.8, 0.35, { round: 0.4, teeth: 0.2 }),
  shape('oy', 0.5, 0.3, { round: 0.6, teeth: 0.2 }),
  shape('ay', 0.75, 0.6, { teeth: 0.5, tongue: 0.2 }),
  shape('h', 0.35, 0.5, { teeth: 0.3 }),
  shape('r', 0.25, 0.25, { round: 0.6, teeth: 0.3, tongue: 0.4 }),
  shape('l', 0.4, 0.55, { teeth: 0.5, tongue: 1 }),
  shape('s z', 0.12, 0.75, { teeth: 1 }),
  shape('sh ch jh zh', 0.22, 0.3, { round: 0.6, teeth: 1 }),
  shape('th dh', 0.25, 0.6, { teeth: 0.7, tongue: 0.9 }),
  shape('f v', 0.12, 0.55, { teeth: 0.9, tuck: 1 }),
  shape('d t n', 0.25, 0.6, { teeth: 0.8, tongue: 0.7 }),
  shape('k g ng', 0.35, 0.55, { teeth: 0.5, tongue: 0.1 }),
  shape('p b m', 0, 0.45, { press: 1 }),
];
