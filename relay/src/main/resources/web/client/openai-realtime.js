// SPDX-License-Identifier: Apache-2.0
// `@openai/agents-realtime` as it is, but that its WebSocket transport tells the page's mouth of itself: for components
// that are given no transport. Nothing of the SDK or of the browser is replaced.
import { OpenAIRealtimeWebSocket as Transport } from '@openai/agents-realtime';
import { announce } from './announced.js';

export * from '@openai/agents-realtime';

export class OpenAIRealtimeWebSocket extends Transport {
  /** @param {import('@openai/agents-realtime').OpenAIRealtimeWebSocketOptions} [options] */
  constructor(options) {
    super(options);
    announce(/** @type {any} */ (this));
  }
}
