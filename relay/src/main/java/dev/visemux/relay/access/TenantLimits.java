// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

/**
 * How much a tenant may do; 0: as much as it likes.
 *
 * @param concurrentSessions sessions that it may have open
 * @param signsPerMinute     signed URLs and session tokens that it may ask for
 * @param upgradesPerMinute  WebSockets that one address may ask for with its tokens
 * @param sessionMinutes     how long one session may last
 * @param speechHoursPerMonth speech that it may have told in a calendar month (UTC), live and recorded
 */
public record TenantLimits(int concurrentSessions, int signsPerMinute, int upgradesPerMinute, int sessionMinutes,
        int speechHoursPerMonth) {
    static final TenantLimits NONE = new TenantLimits(0, 0, 0, 0, 0);
}
