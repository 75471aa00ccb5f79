export type LipSyncSetting = import('./natural-lip-sync.js').LipSyncSetting;
export type AgentAudio = import('./player.js').AgentAudio;
export type VisemePlayer = import('./player.js').VisemePlayer;
export type Cue = {
    t: number;
    v: number;
};
export type Timeline = {
    version: 1;
    durationMs: number;
    /**
     * outside silence
     */
    speechMs: number;
    /**
     * what the times are multiples of, where they are
     */
    frameMs: number;
    /**
     * the first at 0; times rise
     */
    cues: Cue[];
};
/** @typedef {import('./natural-lip-sync.js').LipSyncSetting} LipSyncSetting */
/** @typedef {import('./player.js').AgentAudio} AgentAudio */
/** @typedef {import('./player.js').VisemePlayer} VisemePlayer */
/** @typedef {{ t: number, v: number }} Cue  from so many ms on this viseme is seen, until the next one */
/**
 * @typedef {object} Timeline
 * @property {1} version
 * @property {number} durationMs
 * @property {number} speechMs     outside silence
 * @property {number} frameMs      what the times are multiples of, where they are
 * @property {Cue[]} cues          the first at 0; times rise
 */
/** Says which field of a timeline is wrong, and why. */
export declare class TimelineError extends Error {
    field: string;
    /** @param {string} field @param {string} why */
    constructor(field: string, why: string);
}
/**
 * What somebody claims to be a timeline: JSON text, or what was read from it. Fields that are not known are left out.
 *
 * @param {unknown} source
 * @returns {Timeline}
 * @throws {TimelineError} where it is none
 */
export declare function readTimeline(source: unknown): Timeline;
/**
 * With natural lip sync, as the server does it for recorded audio.
 *
 * @param {Timeline} timeline        raw
 * @param {LipSyncSetting} [setting]
 * @returns {Timeline}
 */
export declare function smoothTimeline(timeline: Timeline, setting?: LipSyncSetting): Timeline;
/** Records a call as it is seen, silence included, from now on. */
export declare class CallRecorder {
    #private;
    /** @param {VisemePlayer} player */
    constructor(player: VisemePlayer);
    /** What was seen until now. @returns {Timeline} */
    timeline(): Timeline;
    /** The same, and the end of the recording. */
    stop(): Timeline;
}
/** Keeps the turn that a player was given last: its sound, and its visemes as they came. */
export declare class TurnRecorder {
    #private;
    /** Whether the server has applied natural lip sync. */
    smoothed: boolean;
    /** @param {VisemePlayer} player */
    constructor(player: VisemePlayer);
    /**
     * Undefined before any sound.
     *
     * @returns {{ turn: string, pcm: Int16Array, rate: number, timeline: Timeline } | undefined}
     */
    get turn(): {
        turn: string;
        pcm: Int16Array;
        rate: number;
        timeline: Timeline;
    } | undefined;
    stop(): void;
}
