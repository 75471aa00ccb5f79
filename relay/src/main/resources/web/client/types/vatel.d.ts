export type Reader = import('./attachment.js').Reader;
/** @implements {Reader} */
export declare class VatelReader implements Reader {
    #private;
    /** @param {any} message @returns {import('./attachment.js').Meaning} */
    read({ type, data, mascotVisemes: injected }: any): import('./attachment.js').Meaning;
    cutOff(): void;
}
/** What the smallest client says: it has a microphone and nothing else. @type {import('./conversation.js').Talk} */
export declare const vatelTalk: import('./conversation.js').Talk;
/**
 * Lets a player speak what a WebSocket receives from Vatel. Vatel's own SDK is on no registry: what it hands over goes to
 * `attachMessages('vatel', player).take(message)`.
 *
 * @param {WebSocket} socket
 * @param {import('./attachment.js').Player} player
 */
export declare function attachVatel(socket: WebSocket, player: import('./attachment.js').Player): import("./attachment.js").Attachment;
