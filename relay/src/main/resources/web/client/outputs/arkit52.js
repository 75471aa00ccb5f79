// SPDX-License-Identifier: Apache-2.0
/**
 * Both halves of a face alike.
 *
 * @param {number} jawOpen
 * @param {Record<string, number>} [lips]   names without Left and Right stand for both
 */
function face(jawOpen, lips = {}) {
  /** @type {Record<string, number>} */
  const shape = jawOpen > 0 ? { jawOpen } : {};
  for (const [name, degree] of Object.entries(lips)) {
    (PAIRS.has(name) ? [`${name}Left`, `${name}Right`] : [name]).forEach((each) => { shape[each] = degree; });
  }
  return shape;
}

const PAIRS = new Set(['mouthSmile', 'mouthStretch', 'mouthUpperUp', 'mouthLowerDown', 'mouthPress', 'mouthDimple']);

/** @type {import('../outputs.js').Table} */
export default {
  source: 'Names and meanings: Apple, ARFaceAnchor.BlendShapeLocation (developer.apple.com/documentation/arkit). The degrees are'
    + ' ours, from the IPA\'s description of each sound. Of the 52 these 19 are driven; eyes, brows and the rest of the face'
    + ' stay with whoever moves them.',
  names: ['jawOpen', 'mouthClose', 'mouthFunnel', 'mouthPucker', 'mouthRollLower', 'mouthRollUpper', 'tongueOut',
    ...[...PAIRS].flatMap((name) => [`${name}Left`, `${name}Right`])],
  shapes: [
    {},
    face(0.45, { mouthLowerDown: 0.3, mouthUpperUp: 0.2, mouthStretch: 0.2 }),
    face(0.7, { mouthLowerDown: 0.3, mouthUpperUp: 0.15 }),
    face(0.55, { mouthFunnel: 0.5, mouthPucker: 0.1 }),
    face(0.32, { mouthLowerDown: 0.3, mouthUpperUp: 0.2, mouthStretch: 0.3, mouthSmile: 0.1 }),
    face(0.25, { mouthFunnel: 0.35, mouthPucker: 0.2 }),
    face(0.15, { mouthLowerDown: 0.25, mouthUpperUp: 0.15, mouthStretch: 0.45, mouthSmile: 0.3 }),
    face(0.12, { mouthPucker: 0.85, mouthFunnel: 0.25 }),
    face(0.35, { mouthFunnel: 0.65, mouthPucker: 0.4 }),
    face(0.55, { mouthFunnel: 0.3, mouthLowerDown: 0.15 }),
    face(0.42, { mouthFunnel: 0.45, mouthStretch: 0.1 }),
    face(0.58, { mouthLowerDown: 0.3, mouthUpperUp: 0.2, mouthStretch: 0.25 }),
    face(0.28, { mouthLowerDown: 0.15, mouthUpperUp: 0.1 }),
    face(0.18, { mouthFunnel: 0.4, mouthPucker: 0.25 }),
    face(0.28, { mouthLowerDown: 0.2, mouthUpperUp: 0.2, tongueOut: 0.1 }),
    face(0.05, { mouthLowerDown: 0.4, mouthUpperUp: 0.25, mouthStretch: 0.35, mouthDimple: 0.15 }),
    face(0.1, { mouthFunnel: 0.7, mouthPucker: 0.25, mouthLowerDown: 0.2 }),
    face(0.18, { mouthLowerDown: 0.25, mouthUpperUp: 0.2, tongueOut: 0.4 }),
    face(0.08, { mouthRollLower: 0.65, mouthUpperUp: 0.35, mouthLowerDown: 0.05 }),
    face(0.16, { mouthLowerDown: 0.3, mouthUpperUp: 0.15, mouthStretch: 0.15 }),
    face(0.26, { mouthLowerDown: 0.15, mouthUpperUp: 0.1 }),
    face(0, { mouthClose: 0.05, mouthPress: 0.45, mouthRollLower: 0.25, mouthRollUpper: 0.2 }),
  ],
};
