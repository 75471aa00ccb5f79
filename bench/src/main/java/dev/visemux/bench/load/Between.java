// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.List;

/**
 * What stands between clients and vendors and is measured: a relay, any proxy, or nothing.
 *
 * @param name in the table
 * @param way  how a client gets through it
 * @param pids its processes on this machine; none where it is elsewhere, or where there is nothing
 */
record Between(String name, Way way, List<Long> pids) {}
