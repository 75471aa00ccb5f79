// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.dsp.signal.Kernels;
import dev.visemux.relay.ops.Settings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** Serves until it is told to stop. */
@Command(name = "relay", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Serve.", "",
            "Prints one line, `ready <public-url> management <url>`, when it does. SIGTERM or Ctrl-C drains: open",
            "sessions get session.drain_grace, then they are closed with 1001, spread over session.drain_jitter. SIGHUP",
            "reads the tenants file and tokens.key_file again.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:drained and stopped", "1:could not start; the reason is on standard error", "2:wrong options"})
final class RelayCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE",
            description = "Settings. Default: config/relay.yaml, which is also the manual of every key.")
    private Path config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Kernels.beginWarmUp();
        RelayServer server = RelayServer.start(Settings.load(config, System.getenv()).config());
        Systemd systemd = new Systemd(System.getenv());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, systemd), "drain"));
        reloadOnHangup(server, systemd);
        spec.commandLine().getOut().println("ready " + server.publicUrl() + " management " + server.managementUrl());
        spec.commandLine().getOut().flush();
        systemd.ready(server);
        return 0; // the event loops keep the process alive
    }

    /** {@code kill -HUP}, as systemctl reload sends it; else the JVM would take it for a wish to stop. */
    static SignalHandler reloadOnHangup(RelayServer server, Systemd systemd) {
        return Signal.handle(new Signal("HUP"), _ -> systemd.reload(server));
    }

    private static void stop(RelayServer server, Systemd systemd) {
        systemd.stopping();
        server.drain().join();
        server.close();
        Runtime.getRuntime().halt(0); // the JVM would report the signal as a failure: 143
    }
}
