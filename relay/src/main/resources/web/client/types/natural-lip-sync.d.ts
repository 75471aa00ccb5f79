export declare const HOP_MS = 10;
export type LipSyncOptions = {
    /**
     * ms: shapes closer than this merge
     */
    minVisemeInterval: number;
    /**
     * ms: window in which similar shapes merge
     */
    mergeWindow: number;
    /**
     * 0 to 1: preference for distinctive shapes over long ones
     */
    keyVisemePreference: number;
    /**
     * 0 to 1: how alike two shapes must be to merge
     */
    similarityThreshold: number;
    /**
     * silence is never merged away
     */
    preserveSilence: boolean;
    /**
     * critical shapes are never skipped
     */
    preserveCriticalVisemes: boolean;
    /**
     * ms: critical shapes are held at least this long
     */
    criticalVisemeMinDuration: number;
    criticalVisemeIds: readonly number[];
    /**
     * ms: for whoever draws; no matter here
     */
    desktopTransitionDuration: number;
    /**
     * ms: likewise
     */
    mobileTransitionDuration: number;
};
export type LipSyncSetting = boolean | string | Partial<LipSyncOptions>;
/** Speech at a usual pace. */
export declare const CONVERSATION: Readonly<LipSyncOptions>;
/** More is left out, so that a hurried mouth does not flutter. */
export declare const FAST_SPEECH: Readonly<LipSyncOptions>;
/** Clear articulation: only near twins merge. */
export declare const EDUCATIONAL: Readonly<LipSyncOptions>;
/** Nothing merges, nothing waits: every change as it is decoded. */
export declare const RAW: Readonly<LipSyncOptions>;
/** By every name that the server knows, too. @type {Readonly<Record<string, LipSyncOptions>>} */
export declare const PRESETS: Readonly<Record<string, LipSyncOptions>>;
/**
 * What a setting means; fields stand on those of a conversation.
 *
 * @param {LipSyncSetting} [setting]
 * @returns {LipSyncOptions} frozen
 * @throws {TypeError} naming what is wrong: a page's mistake, not the network's
 */
export declare function lipSyncOptions(setting?: LipSyncSetting): LipSyncOptions;
/**
 * By value: two objects that say the same are the same.
 *
 * @param {LipSyncOptions} a
 * @param {LipSyncOptions} b
 */
export declare function sameLipSync(a: LipSyncOptions, b: LipSyncOptions): boolean;
export type Change = (viseme: number, hop: number) => void;
/** @typedef {(viseme: number, hop: number) => void} Change  hears of what the mouth is told, and from which hop on */
/** A viseme for every hop in, changes out, in order. One turn at a time; it never takes back what it told. */
export declare class NaturalLipSync {
    #private;
    /** @param {LipSyncOptions} options */
    constructor(options: LipSyncOptions);
    /** A new turn. */
    restart(): void;
    /** How many hops there were. */
    get hops(): number;
    /** Below this hop all changes are told. */
    get decided(): number;
    /** What the mouth was told last, or -1. */
    get told(): number;
    /**
     * The viseme of the next hop.
     *
     * @param {number} viseme
     * @param {Change} mouth
     */
    add(viseme: number, mouth: Change): void;
    /** Decides what there is: nobody waits for what comes next. @param {Change} mouth */
    settle(mouth: Change): void;
    /**
     * Decides what is below `hop`, and nothing will be added: holds are cut so that what waits is still told.
     *
     * @param {number} hop
     * @param {Change} mouth
     */
    finish(hop: number, mouth: Change): void;
    /** So many hops passed of which nothing is told, after {@link settle}. @param {number} count */
    skip(count: number): void;
    /** The mouth was told something by others, after {@link settle}. @param {number} viseme */
    tell(viseme: number): void;
}
