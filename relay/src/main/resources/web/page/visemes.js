// SPDX-License-Identifier: Apache-2.0
/**
 * The sounds of each viseme, by id, in IPA:
 * learn.microsoft.com/azure/ai-services/speech-service/how-to-speech-synthesis-viseme
 */
export const SOUNDS = [
  'silence', 'æ ə ʌ', 'ɑ', 'ɔ', 'ɛ ʊ', 'ɝ', 'j i ɪ', 'w u', 'o', 'aʊ', 'ɔɪ', 'aɪ', 'h', 'ɹ', 'l', 's z', 'ʃ tʃ dʒ ʒ', 'θ ð',
  'f v', 'd t n', 'k g ŋ', 'p b m',
];

/** One of a kind: neighbours on the list are far apart on the wheel. */
export function hue(id) {
  return (id * 137 + 8) % 360;
}
