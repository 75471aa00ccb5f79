// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the system's limit of open files ({@code ulimit -n}) leaves for connections. */
final class Descriptors {
    private static final Logger log = LoggerFactory.getLogger(Descriptors.class);
    /** For the ledger, Redis, names that are looked up, whatever else. */
    private static final int SPARE = 50;

    private Descriptors() {}

    /** So many of {@code wanted} as there can be sessions, each with its vendor's connection, next to the operator's own. */
    static int connections(int wanted, int operators) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return wanted;
        }
        long most = system.getMaxFileDescriptorCount();
        long free = most - system.getOpenFileDescriptorCount() - operators - SPARE;
        int bearable = (int) Math.clamp(free / 2, 1, wanted);
        if (bearable < wanted) {
            log.warn("public.max_connections is {} instead of {}: a session takes two of the {} files that this process may open;"
                    + " raise its limit (ulimit -n)", bearable, wanted, most);
        }
        return bearable;
    }
}
