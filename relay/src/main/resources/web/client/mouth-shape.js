// SPDX-License-Identifier: Apache-2.0
// How alike two mouth shapes look: the twin of the server's MouthShape.java, which says where the degrees come from.
// Single precision throughout, as there, so that no tie falls differently here.

export const VISEMES = 22;

/** By viseme, in tenths: lips open, rounded, jaw low, tongue in front, lip on teeth. */
const TENTHS = [
  [0, 4, 0, 0, 0],   // silence
  [6, 4, 6, 1, 0],   // ae ax ah
  [8, 4, 9, 0, 0],   // aa
  [6, 8, 7, 0, 0],   // ao
  [5, 2, 4, 2, 0],   // ey eh uh
  [4, 7, 3, 2, 0],   // er
  [3, 0, 2, 3, 0],   // y iy ih
  [2, 10, 2, 0, 0],  // w uw
  [4, 9, 4, 0, 0],   // ow
  [7, 6, 7, 0, 0],   // aw
  [5, 7, 5, 1, 0],   // oy
  [7, 3, 7, 1, 0],   // ay
  [4, 4, 3, 0, 0],   // h
  [3, 7, 2, 3, 0],   // r
  [4, 4, 3, 8, 0],   // l
  [2, 2, 1, 4, 0],   // s z
  [3, 8, 1, 3, 0],   // sh ch jh zh
  [3, 4, 2, 10, 0],  // th dh
  [1, 4, 1, 0, 10],  // f v
  [3, 3, 2, 5, 0],   // d t n
  [4, 4, 3, 1, 0],   // k g ng
  [0, 4, 1, 0, 0],   // p b m
];
/** What a viewer sees first counts most. */
const WEIGHTS = [3, 3, 2, 2, 3];

const float = Math.fround;
const similarities = new Float32Array(VISEMES * VISEMES);
const distances = new Float32Array(VISEMES);

let mean = 0;
for (let a = 0; a < VISEMES; a++) {
  for (let b = 0; b < VISEMES; b++) {
    distances[a] += distance(a, b);
  }
  mean = float(mean + float(float(distances[a] / VISEMES) / (VISEMES - 1)));
}
const most = Math.max(...distances);
for (let a = 0; a < VISEMES; a++) {
  distances[a] /= most;
  for (let b = 0; b < VISEMES; b++) {
    similarities[a * VISEMES + b] = Math.max(0, float(1 - float(distance(a, b) / mean)));
  }
}

/**
 * @param {number} a
 * @param {number} b
 * @returns {number} 1: the same; 0: no more alike than two shapes drawn at random
 */
export function similarity(a, b) {
  return similarities[a * VISEMES + b];
}

/**
 * @param {number} viseme
 * @returns {number} how far it is from all others, 1 for the farthest
 */
export function distinctiveness(viseme) {
  return distances[viseme];
}

/** @param {number} a @param {number} b */
function distance(a, b) {
  return WEIGHTS.reduce((sum, weight, i) => sum + weight * Math.abs(TENTHS[a][i] - TENTHS[b][i]), 0);
}
