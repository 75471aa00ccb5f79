import { Attachment } from './attachment.js';
export type Reader = import('./attachment.js').Reader;
/**
 * There is no end of a turn: it is over at an interruption, or when the user is heard again.
 *
 * @implements {Reader}
 */
export declare class ElevenLabsReader implements Reader {
    #private;
    /** @param {import('./audio-format.js').AudioFormat} [format] until the metadata, which come first, tell another */
    constructor(format?: import('./audio-format.js').AudioFormat);
    /** @param {any} message @returns {import('./attachment.js').Meaning} */
    read(message: any): import('./attachment.js').Meaning;
    cutOff(): void;
}
/** What the smallest client says; it speaks PCM16 of 16 kHz. @type {import('./conversation.js').Talk} */
export declare const elevenLabsTalk: import('./conversation.js').Talk;
/**
 * Lets a player speak what a voice conversation of `@elevenlabs/client` receives:
 * `Conversation.startSession(attachElevenLabs({ signedUrl, onConnect }, player).options)`. The SDK's own loudspeaker is
 * turned down, so that nothing sounds twice: it starts each message when it arrives, which no mouth can know.
 *
 * The SDK shows whole messages from 1.18 on (`onIncomingEvent`). Older ones need `viseme_delivery: "separate"`: visemes
 * come to `onDebug`, and their audio right after them to `onAudio`; before 1.0 the application itself turns the SDK down,
 * with `conversation.setVolume({ volume: 0 })`.
 *
 * @param {Record<string, any>} options the application's own; each callback is called as before
 * @param {import('./attachment.js').Player} player
 * @param {{ rate?: number }} [format] of the agent's audio, for SDKs that do not tell it
 */
export declare function attachElevenLabs(options: Record<string, any>, player: import('./attachment.js').Player, { rate }?: {
    rate?: number;
}): Attachment & {
    options: any;
};
