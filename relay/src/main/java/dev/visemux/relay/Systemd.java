// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the service manager hears of this process, where it asks for it (sd_notify(3), {@code Type=notify} in the unit). Any
 * thread; no call waits.
 */
final class Systemd {
    private static final Logger log = LoggerFactory.getLogger(Systemd.class);

    /** Null where nobody asks. */
    private final String socket;
    private final Map<String, String> environment;

    /** {@code environment}: NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID of the service manager. */
    Systemd(Map<String, String> environment) {
        this.environment = environment;
        socket = environment.get("NOTIFY_SOCKET");
    }

    /** The relay serves, and from now on has to show that it does, where the unit has {@code WatchdogSec}. */
    void ready(RelayServer server) {
        tell("READY=1\nSTATUS=serving " + server.publicUrl());
        Duration patience = patience();
        if (patience.isPositive()) {
            server.whileLoopsTurn(patience.dividedBy(3), () -> tell("WATCHDOG=1"));
        }
    }

    void reload(RelayServer server) {
        tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
        server.reload();
        tell("READY=1");
    }

    void stopping() {
        tell("STOPPING=1\nSTATUS=draining");
    }

    /** Zero where nobody watches this process. */
    private Duration patience() {
        String watched = environment.getOrDefault("WATCHDOG_PID", "");
        boolean isMeant = watched.isEmpty() || watched.equals(Long.toString(ProcessHandle.current().pid()));
        return isMeant ? Duration.of(Long.parseLong(environment.getOrDefault("WATCHDOG_USEC", "0")), TimeUnit.MICROSECONDS.toChronoUnit())
                : Duration.ZERO;
    }

    private void tell(String state) {
        if (socket != null && !UnixDatagram.send(socket, state)) {
            log.warn("NOTIFY_SOCKET does not take {}", state.lines().findFirst().orElseThrow());
        }
    }
}
