import { Attachment } from './attachment.js';
/**
 * Lets a player speak what an open, or opening, WebSocket receives. The socket stays the application's: nothing is sent on
 * it. Where the vendor wants to know how much the user has heard, `attachment.interrupted` says it.
 *
 * @param {WebSocket} socket
 * @param {import('./vendors.js').Vendor} vendor
 * @param {import('./attachment.js').Player} player
 */
export declare function attachSocket(socket: WebSocket, vendor: import('./vendors.js').Vendor, player: import('./attachment.js').Player): Attachment;
/**
 * Lets a player speak what is handed over with `attachment.take(message)`: for SDKs that have no adapter here.
 *
 * @param {import('./vendors.js').Vendor} vendor
 * @param {import('./attachment.js').Player} player
 */
export declare function attachMessages(vendor: import('./vendors.js').Vendor, player: import('./attachment.js').Player): Attachment;
