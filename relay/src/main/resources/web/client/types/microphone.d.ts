export type MicrophoneTrouble = 'insecure' | 'refused' | 'missing' | 'busy' | 'failed';
/** In words for the user; `code` for the program. */
export declare class MicrophoneError extends Error {
    code: MicrophoneTrouble;
    /** @param {MicrophoneTrouble} code @param {string} message @param {unknown} [cause] */
    constructor(code: MicrophoneTrouble, message: string, cause?: unknown);
}
/** One microphone, from {@link Microphone#start} to {@link Microphone#stop}. Fires `ended` where the device is unplugged. */
export declare class Microphone extends EventTarget {
    #private;
    /** Mutes and unmutes without hanging up. */
    muted: boolean;
    /** How loud it was in the last piece, 0 to 1. */
    level: number;
    /**
     * @param {{ rate?: number, pieceMs?: number, constraints?: MediaTrackConstraints }} [options] rate: samples a second that
     *   the vendor wants (OpenAI and Vatel 24,000; Gemini and ElevenLabs 16,000); constraints: which microphone, and how
     */
    constructor({ rate, pieceMs, constraints }?: {
        rate?: number;
        pieceMs?: number;
        constraints?: MediaTrackConstraints;
    });
    /**
     * Asks the user, then hands over pieces of PCM16 (little-endian, mono, each in a buffer of its own). Call it in a user
     * gesture. Rejects with a {@link MicrophoneError}.
     *
     * @param {(pcm: Uint8Array<ArrayBuffer>) => void} onAudio
     */
    start(onAudio: (pcm: Uint8Array<ArrayBuffer>) => void): Promise<void>;
    get isOpen(): boolean;
    /** Lets go of the device; the browser shows that nobody listens. */
    stop(): void;
}
