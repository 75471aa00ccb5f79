import { LoudspeakerClock } from './clock.js';
export type Clock = import('./clock.js').Clock;
export type Playback = {
    clock: Clock;
    /**
     * inside a user gesture; whether there may be sound now
     */
    start: () => Promise<boolean>;
    /**
     * `sound`: place on the sound clock
     */
    push: (pcm: Int16Array, rate: number, sound: number) => void;
    /**
     * nothing follows for now
     */
    end: () => void;
    /**
     * silence at once
     */
    flush: () => void;
    close: () => void;
    /**
     * between arrival and sound, after silence
     */
    leadSeconds: number;
};
export type Listener = {
    /**
     * sound from here on is played from this second on
     */
    began: (sound: number, time: number) => void;
    /**
     * there is no more than this: what follows begins anew
     */
    ranDry: (sound: number) => void;
    /**
     * the clock stands, or moves again
     */
    changed: () => void;
};
/** @implements {Playback} */
export declare class LoudspeakerPlayback implements Playback {
    #private;
    leadSeconds: number;
    clock: LoudspeakerClock;
    /**
     * @param {{ context?: AudioContext, destination?: AudioNode, leadSeconds: number }} options
     * @param {Listener} listener
     */
    constructor({ context, destination, leadSeconds }: {
        context?: AudioContext;
        destination?: AudioNode;
        leadSeconds: number;
    }, listener: Listener);
    get context(): AudioContext;
    start(): Promise<boolean>;
    /** @param {Int16Array} pcm @param {number} rate @param {number} sound */
    push(pcm: Int16Array, rate: number, sound: number): void;
    end(): void;
    flush(): void;
    close(): void;
}
/** Keeps time only. @implements {Playback} */
export declare class SilentPlayback implements Playback {
    #private;
    leadSeconds: number;
    /** @type {Clock} */
    clock: Clock;
    /**
     * @param {{ leadSeconds: number, clock?: Clock }} options
     * @param {Listener} listener
     */
    constructor({ leadSeconds, clock }: {
        leadSeconds: number;
        clock?: Clock;
    }, listener: Listener);
    start(): Promise<boolean>;
    /** @param {Int16Array} pcm @param {number} rate @param {number} sound */
    push(pcm: Int16Array, rate: number, sound: number): void;
    end(): void;
    flush(): void;
    close(): void;
}
