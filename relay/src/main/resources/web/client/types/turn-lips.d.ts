export type Change = import('./injected.js').Change;
export type LipSyncOptions = import('./natural-lip-sync.js').LipSyncOptions;
export type Place = {
    ms: number;
    lengthMs: number;
    sampleMs: number;
};
/** One turn's. Messages come in order; what is in between was not analysed. */
export declare class TurnLips {
    #private;
    /** @param {LipSyncOptions} options */
    constructor(options: LipSyncOptions);
    /**
     * Other options: what was told stays told.
     *
     * @param {LipSyncOptions} options
     * @param {number} ms              so far on the turn's clock
     * @param {number} [told]          what is seen there; undefined where the turn begins
     */
    become(options: LipSyncOptions, ms: number, told?: number): void;
    /** Somebody else moves the mouth. @param {number} id */
    tell(id: number): void;
    /** What is seen; undefined where nothing is smoothed. */
    get told(): number | undefined;
    /**
     * @param {Change[]} changes
     * @param {number} before    the shape that holds until the first of them
     * @param {Place} place
     * @returns {Change[]}
     */
    smooth(changes: Change[], before: number, { ms, lengthMs, sampleMs }: Place): Change[];
}
