import { Attachment } from './attachment.js';
export type Talk = {
    /**
     * of the microphone, samples of PCM16 a second
     */
    inputRate: number;
    /**
     * WebSocket sub-protocols
     */
    protocols: string[];
    reader: () => import('./attachment.js').Reader;
    url: (signed: import('./signed-urls.js').Signed) => string;
    /**
     * as soon as the socket is open
     */
    hello: (signed: import('./signed-urls.js').Signed) => object[];
    /**
     * what the user types; undefined: this vendor takes none
     */
    text: (text: string) => object[] | undefined;
    /**
     * what the user says
     */
    audio: (base64: string) => object;
    /**
     * the user has heard so
     * much of this turn; `cancels`: the vendor still answers, and does not know that it is interrupted
     */
    interrupted: (heard: {
        turn?: string;
        playedMs: number;
    }, cancels: boolean) => object[];
};
/**
 * What a client says in a vendor's protocol; messages are objects, to be sent as JSON in TEXT.
 *
 * @typedef {object} Talk
 * @property {number} inputRate  of the microphone, samples of PCM16 a second
 * @property {string[]} protocols  WebSocket sub-protocols
 * @property {() => import('./attachment.js').Reader} reader
 * @property {(signed: import('./signed-urls.js').Signed) => string} url
 * @property {(signed: import('./signed-urls.js').Signed) => object[]} hello  as soon as the socket is open
 * @property {(text: string) => object[] | undefined} text  what the user types; undefined: this vendor takes none
 * @property {(base64: string) => object} audio  what the user says
 * @property {(heard: { turn?: string, playedMs: number }, cancels: boolean) => object[]} interrupted  the user has heard so
 *   much of this turn; `cancels`: the vendor still answers, and does not know that it is interrupted
 */
/**
 * Fires CustomEvents: `message` (any, as it came), `transcript` { text }, `close` { code, reason, why, freshUrlHelps }.
 * What is heard and seen is the player's.
 */
export declare class Conversation extends EventTarget {
    #private;
    /**
     * @param {import('./vendors.js').Vendor} vendor
     * @param {import('./attachment.js').Player} player
     */
    constructor(vendor: import('./vendors.js').Vendor, player: import('./attachment.js').Player);
    /**
     * Resolves when the vendor has said its first message; rejects, in words, where the socket closes before.
     *
     * @param {import('./signed-urls.js').Signed} signed the relay's answer to get-signed-url
     * @returns {Promise<void>}
     */
    open(signed: import('./signed-urls.js').Signed): Promise<void>;
    get isOpen(): boolean;
    /** Counts of messages; undefined before {@link open}. */
    get attachment(): Attachment | undefined;
    /** Samples of PCM16 a second that {@link sendAudio} takes. */
    get inputRate(): number;
    /** What the user types. False where this vendor takes no text. @param {string} text */
    say(text: string): boolean;
    /** What the user says. @param {Uint8Array} pcm PCM16 little-endian mono of {@link inputRate} */
    sendAudio(pcm: Uint8Array): void;
    /** Silence at once; the vendor is told how much was heard, where it wants to know. */
    interrupt(): {
        turn?: string;
        playedMs: number;
    };
    /** Hangs up; what was heard so far is not played on. */
    close(): void;
}
