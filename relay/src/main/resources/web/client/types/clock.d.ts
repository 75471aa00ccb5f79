export type Clock = {
    now(): number;
    isRunning(): boolean;
};
/** @typedef {{ now(): number, isRunning(): boolean }} Clock */
/** A context's, at the loudspeaker: what is rendered now is heard when the device has played what it still holds. */
export declare class LoudspeakerClock {
    #private;
    /** @param {AudioContext} context */
    constructor(context: AudioContext);
    /** Seconds. */
    now(): number;
    /** Whether it moves. */
    isRunning(): boolean;
}
/** Where somebody else plays the sound. */
export declare class WallClock {
    now(): number;
    isRunning(): boolean;
}
