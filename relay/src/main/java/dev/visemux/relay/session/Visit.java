// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.Lease;

/** A client that may come in: what it may do, and its place, which somebody must release. */
record Visit(Grant grant, Lease lease) {}
