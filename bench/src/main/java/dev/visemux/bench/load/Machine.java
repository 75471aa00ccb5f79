// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Where numbers come from: without it they are none. */
final class Machine {
    private Machine() {}

    static String name() {
        return String.format(Locale.ROOT, "%d cores, load average %.2f, %s %s, JDK %s",
                Runtime.getRuntime().availableProcessors(), loadAverage(), System.getProperty("os.name"),
                System.getProperty("os.version"), System.getProperty("java.version"));
    }

    /** Of the last minute. */
    static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
