/** Band-limited resampling by a ratio of whole numbers: one filter for each place that an output sample can have. */
export declare class Resampler {
    #private;
    /** @param {number} inRate @param {number} outRate */
    constructor(inRate: number, outRate: number);
    /** All output that is decided by the input so far. @param {ArrayLike<number>} samples @param {(sample: number) => void} emit */
    push(samples: ArrayLike<number>, emit: (sample: number) => void): void;
}
declare const Base: new () => {
    port: MessagePort;
};
/** Out: an Int16Array for every piece. In: anything ends it. */
export declare class MicrophoneProcessor extends Base {
    #private;
    /** @param {{ processorOptions: { inRate: number, rate: number, pieceSamples: number } }} options */
    constructor({ processorOptions: { inRate, rate, pieceSamples } }: {
        processorOptions: {
            inRate: number;
            rate: number;
            pieceSamples: number;
        };
    });
    /** @param {Float32Array[][]} inputs one input; no channel where the device is gone */
    process([[channel]]: Float32Array[][]): boolean;
}
export {};
