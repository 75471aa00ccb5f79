// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.MetricsTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a relay tells at /metrics. */
@Command(name = "metrics", mixinStandardHelpOptions = true,
        description = {"Print the table of all metrics that a relay tells at /metrics of its management port.", ""})
final class MetricsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(MetricsTable.print());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
