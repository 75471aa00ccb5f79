// SPDX-License-Identifier: Apache-2.0
// How strongly each viseme's sounds claim the lips. Data only.

/**
 * @typedef {object} Articulation
 * @property {string} source
 * @property {number[]} dominance   by viseme id; Infinity: the whole transition is in the neighbour's time
 */
/** @type {Articulation} */
export default {
  source: 'That neighbouring shapes overlap by their dominance: Cohen and Massaro, "Modeling coarticulation in synthetic'
    + ' visual speech", Models and Techniques in Computer Animation (1993). That closures are complete and lip rounding comes'
    + ' early: Edwards et al., "JALI", ACM TOG 35 (2016). The degrees are ours, from the IPA\'s description of each sound.',
  dominance: [
    0.4,       // silence: waits for the end of the sound before it, makes room before the next
    1, 1, 1.2, // ae ax ah, aa, ao
    1, 1.2, 1, // ey eh uh, er, y iy ih
    2, 1.6,    // w uw, ow: rounding comes early and stays
    1, 1.2, 1, // aw, oy, ay
    0.5, 1.2,  // h takes its neighbours' shape; r
    0.8, 1.4,  // l, s z: the teeth are together
    1.8, 1.4,  // sh ch jh zh: rounded; th dh
    4,         // f v: the lip is on the teeth while it sounds
    0.7, 0.5,  // d t n, k g ng: made behind the teeth
    Infinity,  // p b m: the lips are closed from its first moment to its last
  ],
};
