/**
 * Where sound lies on the audio clock: stretches, each without a gap. Whoever plays it tells when a stretch begins and
 * when there is no more; what comes then is played at a time that nobody knows yet. Seconds; both clocks rise. Pure.
 */
export declare class Schedule {
    #private;
    /** Sound from here on is played from this time on. @param {number} sound @param {number} time */
    begin(sound: number, time: number): void;
    /** There is no more than this: what follows will begin anew. @param {number} sound */
    runDry(sound: number): void;
    /**
     * What was to be played after a time will not be; what follows will begin anew.
     *
     * @param {number} time
     * @param {number} sound  played until then
     */
    cut(time: number, sound: number): void;
    /** The stretch at or before a time, or -1. @param {number} time */
    at(time: number): number;
    get length(): number;
    /** @param {number} index */
    time(index: number): number;
    /** @param {number} index */
    sound(index: number): number;
    /** Where a stretch has no more sound. @param {number} index @param {number} end of all sound */
    soundEnd(index: number, end: number): number;
    /** How much sound was played at a time. @param {number} time @param {number} end of all sound */
    soundAt(time: number, end: number): number;
    /** @param {number} time */
    forget(time: number): void;
}
