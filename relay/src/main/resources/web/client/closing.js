// SPDX-License-Identifier: Apache-2.0
// Why a connection to the relay closed, in words for whoever looks at the page.

/**
 * What the relay writes as the reason, and whether a new signed URL helps at once.
 * @type {Map<string, [string, boolean]>}
 */
const REASONS = new Map(Object.entries(/** @type {Record<string, [string, boolean]>} */ ({
  token_consumed: ['The signed URL was used already: each one opens one session.', true],
  token_expired: ['The signed URL was too old: it must be used within its 10 minutes.', true],
  token_invalid: ['The signed URL does not open: it is cut, changed, or another relay\'s.', false],
  token_bound: ['The signed URL was made for another page or network.', false],
  invalid_request: ['The address names no key, or a viseme model that there is not.', false],
  unauthorized: ['The relay does not know the key.', false],
  forbidden: ['This page or this tenant may not open a session.', false],
  quota_exceeded: ['The tenant\'s quota is used up.', false],
  rate_limited: ['Too many attempts: wait a minute.', false],
  slow_consumer: ['This device took the audio too slowly.', false],
  message_too_large: ['A message was larger than the relay allows.', false],
  protocol_error: ['The connection was damaged on its way.', false],
  client_lost: ['This device was silent for too long.', false],
  idle: ['Nothing was said for too long.', false],
  session_expired: ['The session has lasted as long as the operator allows.', false],
  upstream_unauthorized: ['The vendor refused its key.', false],
  upstream_unreachable: ['The vendor cannot be reached.', false],
  upstream_lost: ['The connection to the vendor broke.', false],
  upstream_protocol_error: ['The vendor broke the protocol.', false],
  upstream_host_refused: ['The vendor named a host that the operator does not allow.', false],
  store_unavailable: ['The relay cannot check the signed URL now: try again soon.', false],
  overloaded: ['The relay is at its limit: try again soon.', false],
  draining: ['The relay is being restarted: start again.', false],
  internal: ['The relay failed.', false],
})));

const CODES = new Map([
  [1000, 'The conversation has ended.'],
  [1001, 'The other side went away.'],
  [1005, 'The conversation has ended.'],
  [1006, 'The connection broke, or was refused: the relay may be down or draining.'],
  [1011, 'The other side failed.'],
  [1013, 'The other side is overloaded: try again soon.'],
]);

/**
 * Explains the close of a WebSocket: the relay's reasons in words, a vendor's as it wrote them. Any thread of events may
 * hand its CloseEvent over as it is.
 *
 * @param {{ code?: number, reason?: string }} close
 * @returns {{ why: string, freshUrlHelps: boolean }}
 */
export function explainClose({ code = 1006, reason = '' } = {}) {
  const [why, freshUrlHelps] = REASONS.get(reason) ?? [reason || CODES.get(code) || `The connection closed (${code}).`, false];
  return { why, freshUrlHelps };
}
