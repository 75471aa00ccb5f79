export type Stand = {
    /**
     * how low it is
     */
    jaw: number;
    /**
     * corners drawn apart
     */
    spread: number;
    /**
     * corners drawn in, lips forward
     */
    round: number;
    /**
     * the upper lip shows the teeth
     */
    raise: number;
    /**
     * the lower lip shows the teeth
     */
    drop: number;
    /**
     * lips against each other
     */
    press: number;
    /**
     * the lower lip at the upper teeth
     */
    bite: number;
    /**
     * how near it is to the roof
     */
    tongue: number;
    /**
     * the tongue between the teeth
     */
    out: number;
};
/**
 * How the parts of a mouth stand, 0 to 1. Everything 0 is a mouth at rest.
 *
 * @typedef {object} Stand
 * @property {number} jaw      how low it is
 * @property {number} spread   corners drawn apart
 * @property {number} round    corners drawn in, lips forward
 * @property {number} raise    the upper lip shows the teeth
 * @property {number} drop     the lower lip shows the teeth
 * @property {number} press    lips against each other
 * @property {number} bite     the lower lip at the upper teeth
 * @property {number} tongue   how near it is to the roof
 * @property {number} out      the tongue between the teeth
 */
/** @type {import('./outputs.js').Table} */
export declare const MOUTH: import('./outputs.js').Table;
/** How far the chin goes down with the jaw, in the units of {@link paths}. */
export declare const JAW_DROP = 40;
/**
 * Path data around (0, 0), where the lips meet at rest; a mouth at rest is 84 wide, y runs down. `inside` clips teeth and
 * tongue; draw in this order: inside, tongue, the teeth, the lips, shine, tip, and `inside` once more as the seam between the lips.
 *
 * @param {Stand | Record<string, number>} stand
 */
export declare function paths({ jaw, spread, round, raise, drop, press, bite, tongue, out }: Stand | Record<string, number>): {
    inside: string;
    upperTeeth: string;
    lowerTeeth: string;
    tongue: string;
    tip: string;
    upperLip: string;
    lowerLip: string;
    shine: string;
};
