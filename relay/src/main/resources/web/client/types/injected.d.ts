export declare const REST = 0;
export type Injected = {
    /**
     * offset: ms from the message's first sample
     */
    visemes: {
        visemeId: number;
        offset: number;
    }[];
    audio_event_id?: number;
    /**
     * ms
     */
    audio_duration?: number;
    /**
     * ms: its first sample on the turn's own clock
     */
    start?: number;
    /**
     * natural lip sync was applied
     */
    smoothed?: boolean;
};
export type Change = {
    id: number;
    ms: number;
};
export type Warn = (code: string, message: string) => void;
/**
 * `mascotVisemes`.
 *
 * @typedef {object} Injected
 * @property {{ visemeId: number, offset: number }[]} visemes  offset: ms from the message's first sample
 * @property {number} [audio_event_id]
 * @property {number} [audio_duration]  ms
 * @property {number} [start]           ms: its first sample on the turn's own clock
 * @property {boolean} [smoothed]       natural lip sync was applied
 */
/** @typedef {{ id: number, ms: number }} Change  `ms` from the message's first sample */
/** @typedef {(code: string, message: string) => void} Warn */
/**
 * In order, none before or behind the message; a shape that does not exist is a closed mouth.
 *
 * @param {Injected} injected
 * @param {number} lengthMs
 * @param {Warn} warn
 * @returns {Change[]}
 */
export declare function changesOf(injected: Injected, lengthMs: number, warn: Warn): Change[];
