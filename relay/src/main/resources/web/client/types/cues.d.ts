import { Changes } from './changes.js';
import { Turn } from './turn.js';
export type Change = import('./injected.js').Change;
export type Injected = import('./injected.js').Injected;
export type Warn = import('./injected.js').Warn;
export type LipSyncOptions = import('./natural-lip-sync.js').LipSyncOptions;
export type Message = {
    turn: Turn;
    /**
     * where it lies on the sound clock
     */
    sound: number;
    /**
     * and on the turn's
     */
    place: import('./turn-lips.js').Place;
    changes: Change[];
    /**
     * the shape until the first of them
     */
    before: number;
};
export declare class Cues {
    #private;
    /** What is seen. @type {Changes<number>} */
    shown: Changes<number>;
    /** The same as it was received. @type {Changes<number>} */
    received: Changes<number>;
    /** Whose sound it is. @type {Changes<string>} */
    names: Changes<string>;
    /** Seconds of sound that were taken in. */
    end: number;
    /**
     * @param {LipSyncOptions} options
     * @param {Warn} warn
     */
    constructor(options?: LipSyncOptions, warn?: Warn);
    get options(): import("./natural-lip-sync.js").LipSyncOptions;
    /**
     * So much sound of a turn and its visemes; none where it was not analysed: the mouth rests.
     *
     * @param {string} name
     * @param {number} seconds
     * @param {Injected} [injected]
     * @param {number} [sampleMs]  length of a sample
     */
    add(name: string, seconds: number, injected?: Injected, sampleMs?: number): void;
    /** No more of it comes. @param {string} name */
    endTurn(name: string): void;
    /** Nothing of a turn is to be heard after a moment of the sound clock. @param {string} name @param {number} sound */
    isOver(name: string, sound: number): boolean;
    /** The turns of which something may be heard after this moment, oldest first. @param {number} sound */
    open(sound: number): string[];
    /** ms of a turn that have been heard at a moment of the sound clock. @param {string} name @param {number} sound */
    heardMs(name: string, sound: number): number;
    /** What lies behind this moment will never be heard. @param {number} sound */
    cut(sound: number): void;
    /** A turn that nobody will ask for again. @param {string} name */
    drop(name: string): void;
    /** Turns that come may be called as these were. */
    forgetTurns(): void;
    /** What lies before this moment is of no use. @param {number} sound */
    forget(sound: number): void;
    /**
     * Other options: messages that begin behind this moment are smoothed again, what was told before stays told.
     *
     * @param {LipSyncOptions} options
     * @param {number} sound
     */
    smoothAgain(options: LipSyncOptions, sound: number): void;
}
