export type Cues = import('./cues.js').Cues;
export type Schedule = import('./schedule.js').Schedule;
export type Shape = {
    id: number;
    from: number;
    to: number;
};
export type Stretch = {
    from: number;
    to: number;
    sound: number;
};
export type Frame = {
    /**
     * what is heard now
     */
    visemeId: number;
    /**
     * what was before it
     */
    previousId: number;
    /**
     * for how long
     */
    sinceMs: number;
    /**
     * what comes next
     */
    nextId: number;
    /**
     * when; Infinity where nothing is known to come
     */
    untilMs: number;
    speaking: boolean;
};
/** @typedef {import('./cues.js').Cues} Cues */
/** @typedef {import('./schedule.js').Schedule} Schedule */
/** @typedef {{ id: number, from: number, to: number }} Shape  seconds of the audio clock */
/** @typedef {{ from: number, to: number, sound: number }} Stretch  of the audio clock; `sound`: at `from` */
/**
 * What a mouth needs to be drawn.
 *
 * @typedef {object} Frame
 * @property {number} visemeId    what is heard now
 * @property {number} previousId  what was before it
 * @property {number} sinceMs     for how long
 * @property {number} nextId      what comes next
 * @property {number} untilMs     when; Infinity where nothing is known to come
 * @property {boolean} speaking
 */
/** Cues by the audio clock: between stretches of sound, and behind the last, the mouth rests. Pure. */
export declare class Seen {
    #private;
    /** @param {Cues} cues @param {Schedule} schedule */
    constructor(cues: Cues, schedule: Schedule);
    /** Whether there is sound at a time. @param {number} time */
    isHeard(time: number): boolean;
    /** @param {number} time */
    visemeAt(time: number): number;
    /** Whose sound it is; behind its end still. @param {number} time */
    turnAt(time: number): string | undefined;
    /** When anything changes after a time: a shape, a turn, the beginning or end of sound. @param {number} time */
    nextChange(time: number): number;
    /**
     * What is seen between two times; nothing where the mouth rests for want of sound.
     *
     * @param {number} from
     * @param {number} to
     * @param {{ raw?: boolean }} [options]  raw: as it was received
     * @returns {Shape[]}
     */
    shapes(from: number, to: number, { raw }?: {
        raw?: boolean;
    }): Shape[];
    /**
     * When sound is heard between two times, and which.
     *
     * @param {number} from
     * @param {number} to
     * @returns {Stretch[]}
     */
    stretches(from: number, to: number): Stretch[];
    /**
     * @param {number} time
     * @param {Frame} frame  filled, all but `speaking`
     */
    fill(time: number, frame: Frame): void;
}
