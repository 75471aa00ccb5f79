export declare const VISEMES = 22;
/**
 * @param {number} a
 * @param {number} b
 * @returns {number} 1: the same; 0: no more alike than two shapes drawn at random
 */
export declare function similarity(a: number, b: number): number;
/**
 * @param {number} viseme
 * @returns {number} how far it is from all others, 1 for the farthest
 */
export declare function distinctiveness(viseme: number): number;
