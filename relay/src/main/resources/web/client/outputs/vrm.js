// SPDX-License-Identifier: Apache-2.0
/** @type {import('../outputs.js').Table} */
export default {
  source: 'Names: the lip sync presets of VRM 1.0 (github.com/vrm-c/vrm-specification, VRMC_vrm-1.0, expressions); VRM 0.x calls'
    + ' them A, I, U, E, O. The degrees are ours: five vowels have to stand for consonants too, so these open less; what'
    + ' closes the lips is none of them.',
  names: ['aa', 'ih', 'ou', 'ee', 'oh'],
  shapes: [
    {},
    { aa: 0.6, ee: 0.2 },
    { aa: 1 },
    { oh: 0.7, aa: 0.25 },
    { ee: 0.75 },
    { oh: 0.25, ee: 0.25 },
    { ih: 0.9 },
    { ou: 1 },
    { oh: 1 },
    { aa: 0.6, ou: 0.3 },
    { oh: 0.65, ih: 0.25 },
    { aa: 0.65, ih: 0.3 },
    { aa: 0.25 },
    { ou: 0.35, oh: 0.15 },
    { ih: 0.25, aa: 0.2 },
    { ih: 0.45 },
    { ou: 0.4, ih: 0.15 },
    { ih: 0.25, aa: 0.1 },
    { ih: 0.1 },
    { ih: 0.3 },
    { aa: 0.2, ih: 0.15 },
    {},
  ],
};
