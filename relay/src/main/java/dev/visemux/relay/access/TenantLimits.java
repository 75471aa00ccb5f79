// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

/**
 * How much a tenant may do; 0: as much as it likes.
 *
 * @param signsPerMinute signed URLs and session tokens that it may ask for
 */
public record TenantLimits(int signsPerMinute) {
    static final TenantLimits NONE = new TenantLimits(0);
}
