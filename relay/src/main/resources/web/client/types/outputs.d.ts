export type Frame = {
    /**
     * 0 to 21; anything else is taken for 0, silence
     */
    visemeId: number;
    /**
     * seen before it
     */
    previousId?: number;
    /**
     * how long ago it began
     */
    sinceMs?: number;
    /**
     * seen after it, where that is known
     */
    nextId?: number;
    /**
     * how soon that is
     */
    untilMs?: number;
};
export type Table = {
    /**
     * whose the names are, and whose the degrees
     */
    source?: string;
    /**
     * all weights there are: those that a shape does not name are 0
     */
    names: string[];
    /**
     * by viseme id
     */
    shapes: Record<string, number>[];
};
/**
 * What is seen at one moment, as VisemePlayer.frame() tells it.
 *
 * @typedef {object} Frame
 * @property {number} visemeId      0 to 21; anything else is taken for 0, silence
 * @property {number} [previousId]  seen before it
 * @property {number} [sinceMs]     how long ago it began
 * @property {number} [nextId]      seen after it, where that is known
 * @property {number} [untilMs]     how soon that is
 */
/**
 * An avatar's own shapes; yours may be one too.
 *
 * @typedef {object} Table
 * @property {string} [source]                     whose the names are, and whose the degrees
 * @property {string[]} names                      all weights there are: those that a shape does not name are 0
 * @property {Record<string, number>[]} shapes     by viseme id
 */
/** How many visemes there are. */
export declare const VISEMES = 22;
/** What a shape needs to form before its sound, and again to be whole, in milliseconds. */
export declare const DESKTOP_TRANSITION_MS = 18;
/** Phones draw fewer frames: a little slower looks smoother. */
export declare const MOBILE_TRANSITION_MS = 22;
/** What {@link weights} knows by name. */
export declare const OUTPUTS: string[];
/**
 * The table of an output: its names, its shapes and where they come from.
 *
 * @param {string | Table} output
 * @returns {Table}
 */
export declare function table(output: string | Table): Table;
/**
 * The weights of a moment, 0 to 1. Every name of the table is there, always.
 *
 * @param {string | Table} output                one of {@link OUTPUTS}, or a table of your own
 * @param {Frame} frame
 * @param {object} [options]
 * @param {number} [options.transitionMs]        default {@link DESKTOP_TRANSITION_MS}
 * @param {Record<string, number>} [options.into]   filled and returned, so that no frame makes garbage
 * @returns {Record<string, number>}
 */
export declare function weights(output: string | Table, frame: Frame, { transitionMs, into }?: {
    transitionMs?: number;
    into?: Record<string, number>;
}): Record<string, number>;
/**
 * The greatest of some weights: which drawing to show where a mouth is a drawing for each name.
 *
 * @param {Record<string, number>} weighed
 */
export declare function strongest(weighed: Record<string, number>): string;
/**
 * Which shapes a moment is made of. Shares are never negative and sum to 1; they change without a jump from frame to frame
 * and from shape to shape. A shape begins to form before its sound and overlaps its neighbours; one that is shorter than a
 * transition is passed through without being whole, as lips do, but for a closure, which is whole while it lasts.
 *
 * @param {Frame} frame
 * @param {number} [transitionMs]
 * @returns {{ id: number, share: number }[]}   the previous, this and the next shape
 */
export declare function mix(frame: Frame, transitionMs?: number): {
    id: number;
    share: number;
}[];
