/** Values that hold from a time until the next one; times rise. Old ones are to be forgotten. @template T */
export declare class Changes<T> {
    /** @type {number[]} */
    times: number[];
    /** @type {T[]} */
    values: T[];
    /** What was said for this time and later is taken back. @param {number} time @param {T} value */
    put(time: number, value: T): void;
    /** The last one at or before a time, or -1. @param {number} time */
    indexAt(time: number): number;
    /** @param {number} time @returns {T | undefined} */
    at(time: number): T | undefined;
    /** When the next one begins. @param {number} time */
    next(time: number): number;
    /** Keeps what holds at a time and after it. @param {number} time */
    forget(time: number): void;
}
