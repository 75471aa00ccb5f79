export type Piece = {
    pcm: Int16Array;
    rate: number;
    sound: number;
};
/**
 * In: `{ piece, epoch }`, `{ end: true }` (nothing follows: do not wait), `{ flush: epoch }`, `{ close: true }`.
 * Out: `{ began: sound, frame, epoch }` a moment before sound begins, `{ dry: sound, epoch }` when there is no more.
 */
declare const Base: new () => {
    port: MessagePort;
};
export declare class PlaybackProcessor extends Base {
    #private;
    /** @param {{ processorOptions: { leadSeconds: number, rate: number } }} options */
    constructor({ processorOptions: { leadSeconds, rate } }: {
        processorOptions: {
            leadSeconds: number;
            rate: number;
        };
    });
    /** @param {any} message */
    take(message: any): void;
    /** @param {Float32Array[][]} _ @param {Float32Array[][]} outputs */
    process(_: Float32Array[][], [[out]]: Float32Array[][]): boolean;
}
export {};
