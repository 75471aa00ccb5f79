export type AudioFormat = {
    encoding: 'pcm16' | 'ulaw' | 'alaw';
    /**
     * samples a second
     */
    rate: number;
};
/**
 * @typedef {object} AudioFormat
 * @property {'pcm16' | 'ulaw' | 'alaw'} encoding
 * @property {number} rate  samples a second
 */
/** @param {number} rate @returns {AudioFormat} */
export declare function pcm16(rate: number): AudioFormat;
/** The samples as PCM16, little-endian. @param {AudioFormat} format @param {Uint8Array} bytes */
export declare function decoded({ encoding }: AudioFormat, bytes: Uint8Array): Uint8Array<ArrayBufferLike>;
