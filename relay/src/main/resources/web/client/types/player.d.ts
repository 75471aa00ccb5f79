export type Injected = import('./injected.js').Injected;
export type LipSyncSetting = import('./natural-lip-sync.js').LipSyncSetting;
export type Listener = import('./playback.js').Listener;
export type Playback = import('./playback.js').Playback;
export type Frame = import('./seen.js').Frame;
export type AgentAudio = {
    /**
     * PCM16 little-endian mono, any length: half a sample is kept for the next message
     */
    pcm: Uint8Array;
    /**
     * samples a second
     */
    rate: number;
    /**
     * names the turn: OpenAI's item_id, else anything stable within the turn
     */
    turn: string;
    /**
     * `mascotVisemes` as it came; without it the mouth rests
     */
    injected?: Injected;
};
export type PlayerOptions = {
    /**
     * the page's own, which it closes itself
     */
    context?: AudioContext;
    /**
     * where the sound goes to; else the context's destination
     */
    destination?: AudioNode;
    /**
     * for messages that the relay did not smooth
     */
    naturalLipSync?: LipSyncSetting;
    /**
     * the sound is heard so much later than the browser knows
     */
    offsetMs?: number;
    /**
     * what a message waits after silence, so that the next one is there in time
     */
    leadMs?: number;
    /**
     * what would be heard later than that is dropped
     */
    maxAheadMs?: number;
    /**
     * false: somebody else plays it; the clock is kept all the same
     */
    sound?: boolean;
    /**
     * who plays it instead
     */
    playback?: (listener: Listener) => Playback;
};
/**
 * Fires CustomEvents: `viseme` { visemeId, time, turn }; `speakingstart` { turn }; `speakingend` { turn, playedMs,
 * interrupted }; `audio` (each message taken, as it was given); `warning` { code, message }, each code once.
 */
export declare class VisemePlayer extends EventTarget {
    #private;
    /** @param {PlayerOptions} [options] */
    constructor(options?: PlayerOptions);
    /** Call it inside a user gesture: browsers let no page make a sound before. Says whether there may be sound. */
    start(): Promise<boolean>;
    /** Never throws, whatever a message holds. @param {AgentAudio} audio */
    play(audio: AgentAudio): void;
    /** No more audio of it comes; of the turn that was heard last where none is named. @param {string} [turn] */
    endTurn(turn?: string): void;
    /**
     * Silence at once. Of the turns that are cut off nothing will be heard that comes later.
     *
     * @returns {{ turn: string | undefined, playedMs: number }} which one was heard, and how much of it
     */
    interrupt(): {
        turn: string | undefined;
        playedMs: number;
    };
    /** Another session begins: its turns may be called as turns of the one before were, which had been interrupted or heard. */
    newSession(): void;
    /** What natural lip sync does; set it to any setting, as often as you like: equal ones change nothing. */
    get naturalLipSync(): LipSyncSetting;
    /** @param {LipSyncSetting} setting */
    set naturalLipSync(setting: LipSyncSetting);
    /** The shape that is heard now. */
    get visemeId(): number;
    get speaking(): boolean;
    /** The turn that is heard, or was last. */
    get turn(): string | undefined;
    /** How much of that turn has been heard, on its own clock. */
    get playedMs(): number;
    /** Audio that is still to be heard. */
    get aheadMs(): number;
    /** Seconds of sound that were taken in, all turns together, but what was cut off: the sound clock. */
    get soundSeconds(): number;
    /** The second of the audio clock that leaves the loudspeaker now. */
    now(): number;
    /** @param {number} seconds of the audio clock */
    visemeAt(seconds: number): number;
    /**
     * What is seen between two seconds of the audio clock, and was or will be heard.
     *
     * @param {number} from
     * @param {number} to
     * @param {{ raw?: boolean }} [options]  raw: as it was received
     */
    shapes(from: number, to: number, options?: {
        raw?: boolean;
    }): import("./seen.js").Shape[];
    /**
     * Which sound is heard when, between two seconds of the audio clock; `sound` is on the sound clock.
     *
     * @param {number} from
     * @param {number} to
     */
    stretches(from: number, to: number): import("./seen.js").Stretch[];
    /** What a mouth needs to be drawn now. @param {Frame} [frame] to be filled, for those who draw often */
    frame(frame?: Frame): import("./seen.js").Frame;
    /** No sound and no events any more. */
    close(): void;
}
