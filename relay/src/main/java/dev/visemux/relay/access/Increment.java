// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

/** What an account has used on one event loop since the last one. */
public record Increment(Account account, Usage usage) {}
