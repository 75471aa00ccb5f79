// SPDX-License-Identifier: Apache-2.0
/** @type {import('../outputs.js').Table} */
export default {
  source: 'Names, and the sounds that each stands for: Meta, "Viseme Reference" of Oculus Lipsync'
    + ' (developers.meta.com/horizon/documentation/unity/audio-ovrlipsync-viseme-reference). Where a SAPI viseme has sounds of'
    + ' several, the shares are ours. Avatars of Ready Player Me say viseme_I, viseme_O, viseme_U for ih, oh, ou.',
  names: ['sil', 'PP', 'FF', 'TH', 'DD', 'kk', 'CH', 'SS', 'nn', 'RR', 'aa', 'E', 'ih', 'oh', 'ou'],
  shapes: [
    { sil: 1 },
    { aa: 0.65, E: 0.35 },
    { aa: 1 },
    { oh: 0.7, aa: 0.3 },
    { E: 0.85, ou: 0.15 },
    { RR: 0.6, E: 0.4 },
    { ih: 1 },
    { ou: 1 },
    { oh: 1 },
    { aa: 0.6, ou: 0.4 },
    { oh: 0.65, ih: 0.35 },
    { aa: 0.65, ih: 0.35 },
    { E: 0.4, aa: 0.25, sil: 0.35 },
    { RR: 1 },
    { nn: 1 },
    { SS: 1 },
    { CH: 1 },
    { TH: 1 },
    { FF: 1 },
    { DD: 0.65, nn: 0.35 },
    { kk: 1 },
    { PP: 1 },
  ],
};
