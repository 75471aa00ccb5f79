export type Articulation = {
    source: string;
    /**
     * by viseme id; Infinity: the whole transition is in the neighbour's time
     */
    dominance: number[];
};
/**
 * @typedef {object} Articulation
 * @property {string} source
 * @property {number[]} dominance   by viseme id; Infinity: the whole transition is in the neighbour's time
 */
/** @type {Articulation} */
declare const _default: {
    source: string;
    dominance: number[];
};
export default _default;
