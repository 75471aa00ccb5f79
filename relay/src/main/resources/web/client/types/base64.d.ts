/** The bytes; none where it is no base64. @param {unknown} text */
export declare function fromBase64(text: unknown): Uint8Array<ArrayBuffer>;
/** @param {Uint8Array} bytes */
export declare function toBase64(bytes: Uint8Array): string;
