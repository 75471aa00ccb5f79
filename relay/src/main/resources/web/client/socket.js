// SPDX-License-Identifier: Apache-2.0
// A plain WebSocket that the application has opened itself, or anything else that hands over a vendor's messages.
import { Attachment } from './attachment.js';
import { listen } from './messages.js';
import { VENDORS } from './vendors.js';

/**
 * Lets a player speak what an open, or opening, WebSocket receives. The socket stays the application's: nothing is sent on
 * it. Where the vendor wants to know how much the user has heard, `attachment.interrupted` says it.
 *
 * @param {WebSocket} socket
 * @param {import('./vendors.js').Vendor} vendor
 * @param {import('./attachment.js').Player} player
 */
export function attachSocket(socket, vendor, player) {
  return listen(socket, VENDORS[vendor].reader(), player);
}

/**
 * Lets a player speak what is handed over with `attachment.take(message)`: for SDKs that have no adapter here.
 *
 * @param {import('./vendors.js').Vendor} vendor
 * @param {import('./attachment.js').Player} player
 */
export function attachMessages(vendor, player) {
  return new Attachment(VENDORS[vendor].reader(), player);
}
