import { Attachment } from './attachment.js';
export type Reader = import('./attachment.js').Reader;
/** @implements {Reader} */
export declare class OpenAiReader implements Reader {
    #private;
    /** @param {any} message @returns {import('./attachment.js').Meaning} */
    read(message: any): import('./attachment.js').Meaning;
    cutOff(): void;
    get isAnswering(): boolean;
}
/** What the smallest client says; audio goes both ways as PCM16 of 24 kHz. @type {import('./conversation.js').Talk} */
export declare const openAiTalk: import('./conversation.js').Talk;
export type Emitter = {
    on: (event: any, listener: (...args: any[]) => void) => unknown;
    off: (event: any, listener: (...args: any[]) => void) => unknown;
    transport?: Emitter;
    sendEvent?: (event: any) => void;
};
/**
 * A `RealtimeSession` of `@openai/agents-realtime`, or its bare transport (`OpenAIRealtimeWebSocket`).
 *
 * @typedef {object} Emitter
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} on
 * @property {(event: any, listener: (...args: any[]) => void) => unknown} off
 * @property {Emitter} [transport]
 * @property {(event: any) => void} [sendEvent]
 */
/**
 * Lets a player speak what a session of the official SDK receives; the application plays no audio itself. From 0.14.2 on
 * the SDK shows visemes as they are; older ones need `viseme_delivery: "separate"`.
 *
 * When the user interrupts, the SDK truncates the answer by its own estimate, the time since the audio arrived; where the
 * player has played less, the item is truncated once more to what was heard.
 *
 * @param {Emitter} session
 * @param {import('./attachment.js').Player} player
 */
export declare function attachOpenAi(session: Emitter, player: import('./attachment.js').Player): Attachment;
