import { TurnLips } from './turn-lips.js';
export type Mark = {
    sound: number;
    end: number;
    ms: number;
};
/** One turn of the agent as it was received: its own clock against the sound clock. */
export declare class Turn {
    #private;
    lips: TurnLips;
    began: number;
    /** Until there its sound reaches. */
    endSound: number;
    /** ms on its clock that were received. */
    endMs: number;
    /** No more of it is to come. */
    ended: boolean;
    /** The shape that was received last. */
    told: number;
    /** @param {import('./natural-lip-sync.js').LipSyncOptions} options @param {number} sound */
    constructor(options: import('./natural-lip-sync.js').LipSyncOptions, sound: number);
    /**
     * Where a message begins on its clock: the server, which counts every sample, decides; where it agrees but for its
     * rounding, what was counted here is finer.
     *
     * @param {unknown} start
     */
    placeOf(start: unknown): number;
    /** @param {number} sound @param {number} seconds @param {number} ms */
    hear(sound: number, seconds: number, ms: number): void;
    /** All of it has been heard at a moment of the sound clock. @param {number} sound */
    isPlayed(sound: number): boolean;
    /** ms of its clock that have passed at a moment of the sound clock. @param {number} sound */
    heardMs(sound: number): number;
    /** Of what was played before, the last stretch is enough. @param {number} sound */
    forget(sound: number): void;
}
