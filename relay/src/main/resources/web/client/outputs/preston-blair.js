// SPDX-License-Identifier: Apache-2.0
/** @type {import('../outputs.js').Table} */
export default {
  source: 'Mouths: the phoneme series of Preston Blair, "Advanced Animation" (1949). Names: those that animation programs'
    + ' (Papagayo and others) gave them. Which sounds each stands for is Blair\'s; a diphthong is told as where it begins.'
    + ' h, which he leaves out, is drawn as the consonants behind the teeth are.',
  names: ['AI', 'E', 'O', 'U', 'etc', 'L', 'WQ', 'MBP', 'FV', 'rest'],
  shapes: [
    { rest: 1 },
    { AI: 1 },
    { AI: 1 },
    { O: 1 },
    { E: 1 },
    { etc: 1 },
    { E: 1 },
    { U: 0.6, WQ: 0.4 },
    { O: 1 },
    { AI: 1 },
    { O: 1 },
    { AI: 1 },
    { etc: 1 },
    { etc: 1 },
    { L: 1 },
    { etc: 1 },
    { etc: 1 },
    { etc: 1 },
    { FV: 1 },
    { etc: 1 },
    { etc: 1 },
    { MBP: 1 },
  ],
};
