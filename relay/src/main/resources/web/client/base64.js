// SPDX-License-Identifier: Apache-2.0
// Base64 of bytes, as vendors write audio. `atob` takes no other alphabet and is fast enough for hours of it.

const AT_ONCE = 0x2000; // arguments of one call

/** The bytes; none where it is no base64. @param {unknown} text */
export function fromBase64(text) {
  try {
    const binary = atob(/** @type {string} */ (text));
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) {
      bytes[i] = binary.charCodeAt(i);
    }
    return bytes;
  } catch {
    return new Uint8Array(0);
  }
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  let binary = '';
  for (let from = 0; from < bytes.length; from += AT_ONCE) {
    binary += String.fromCharCode(...bytes.subarray(from, from + AT_ONCE));
  }
  return btoa(binary);
}
