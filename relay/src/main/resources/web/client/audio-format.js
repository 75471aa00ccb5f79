// SPDX-License-Identifier: Apache-2.0
// What vendors speak: PCM16 at some rate, or G.711 (ITU-T), a byte a sample.

/**
 * @typedef {object} AudioFormat
 * @property {'pcm16' | 'ulaw' | 'alaw'} encoding
 * @property {number} rate  samples a second
 */

/** @param {number} rate @returns {AudioFormat} */
export function pcm16(rate) {
  return { encoding: 'pcm16', rate };
}

/** The samples as PCM16, little-endian. @param {AudioFormat} format @param {Uint8Array} bytes */
export function decoded({ encoding }, bytes) {
  if (encoding === 'pcm16') {
    return bytes;
  }
  const table = encoding === 'ulaw' ? ULAW : ALAW;
  const pcm = new DataView(new ArrayBuffer(2 * bytes.length));
  bytes.forEach((byte, i) => pcm.setInt16(2 * i, table[byte], true));
  return new Uint8Array(pcm.buffer);
}

const ULAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = (((code & 0x0f) << 3) + 0x84 << ((code & 0x70) >> 4)) - 0x84;
  return code & 0x80 ? -magnitude : magnitude;
});

const ALAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const exponent = (code & 0x70) >> 4;
  const step = ((code & 0x0f) << 4) + (exponent === 0 ? 0x08 : 0x108);
  const magnitude = exponent > 1 ? step << exponent - 1 : step;
  return code & 0x80 ? magnitude : -magnitude;
});
