// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code fake-upstream}: a vendor that speaks until it is stopped. */
@Command(name = "fake-upstream", mixinStandardHelpOptions = true, sortOptions = false,
        description = "A vendor on this machine (OpenAI Realtime) that speaks from WAV files.")
final class FakeUpstreamCommand implements Callable<Integer> {
    @Mixin
    FakeOptions options = new FakeOptions();

    @Override
    public Integer call() throws Exception {
        options.keep = false;
        try (FakeUpstream upstream = FakeUpstream.start(options)) {
            System.out.println("openai " + upstream.openAiUrl());
            upstream.awaitClose();
        }
        return 0;
    }
}
