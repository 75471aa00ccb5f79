import { Attachment } from './attachment.js';
/**
 * @param {WebSocket} socket
 * @param {import('./attachment.js').Reader} reader
 * @param {import('./attachment.js').Player} player
 */
export declare function listen(socket: WebSocket, reader: import('./attachment.js').Reader, player: import('./attachment.js').Player): Attachment;
/**
 * JSON of TEXT and BINARY messages, one after the other: a Blob is read later than what comes behind it. What is no JSON
 * is passed over.
 *
 * @param {(message: any) => void} take
 * @returns {(event: MessageEvent) => void}
 */
export declare function inOrder(take: (message: any) => void): (event: MessageEvent) => void;
