export type Clock = import('./clock.js').Clock;
export type Frame = import('./seen.js').Frame;
export type Timeline = import('./timeline.js').Timeline;
export type Sound = AudioBuffer | {
    pcm: Int16Array;
    rate: number;
};
export type TimelineOptions = {
    /**
     * what is heard with it
     */
    sound?: Sound;
    /**
     * the page's own; else one is made for the sound
     */
    context?: AudioContext;
    destination?: AudioNode;
    /**
     * the sound is heard so much later than the browser knows
     */
    offsetMs?: number;
    /**
     * instead of the context's
     */
    clock?: Clock;
};
/** Fires `viseme` { visemeId, ms } and, at the end, `ended`; each as a CustomEvent. */
export declare class TimelinePlayer extends EventTarget {
    #private;
    durationMs: number;
    /**
     * @param {Timeline | string} timeline
     * @param {TimelineOptions} [options]
     * @throws {import('./timeline.js').TimelineError} naming the field that is wrong
     */
    constructor(timeline: Timeline | string, { sound, context, destination, clock, offsetMs }?: TimelineOptions);
    /** From where it stands; from the beginning where that is the end. With sound: inside a user gesture. */
    play(): Promise<void>;
    pause(): void;
    /** Goes on from there if it plays. @param {number} ms */
    seek(ms: number): void;
    get isPlaying(): boolean;
    /** What is heard now, or would be. */
    get positionMs(): number;
    /** Where it does not play the mouth is closed; `visemeAt` tells what would be seen. */
    get visemeId(): number;
    /** @param {number} ms */
    visemeAt(ms: number): number;
    /** What is seen between two times. @param {number} fromMs @param {number} toMs */
    shapes(fromMs: number, toMs: number): {
        id: number;
        from: number;
        to: number;
    }[];
    /** What a mouth needs to be drawn now. @returns {Frame} */
    frame(): Frame;
    close(): void;
}
