// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How the fake vendor behaves: options of the command line, plain fields for whoever embeds it. */
final class FakeOptions {
    enum Pace { real, burst }

    @Option(names = "--port", paramLabel = "N",
            description = "port on 127.0.0.1; 0 lets the system choose (default ${DEFAULT-VALUE})")
    int port;

    @Option(names = "--pace", paramLabel = "PACE", description = "${COMPLETION-CANDIDATES}: audio as it is spoken, "
            + "or as fast as the socket takes it (default ${DEFAULT-VALUE})")
    Pace pace = Pace.real;

    @Option(names = "--wav", paramLabel = "FILE", description = "say this instead of the built-in English sentences")
    Path wav;

    @Option(names = "--chunk-ms", paramLabel = "MS", description = "audio in one message (default ${DEFAULT-VALUE})")
    int chunkMillis = 100;

    @Option(names = "--key", paramLabel = "KEY", description = "answer 401 to any other key")
    String key;

    @Option(names = "--beta", description = "the event names of OpenAI's beta")
    boolean beta;

    @Option(names = "--fragment", description = "send each message in fragments, with a ping between them")
    boolean fragment;

    @Option(names = "--odd", description = "cut the audio at odd bytes")
    boolean odd;

    @Option(names = "--escape", description = "write the slashes of base64 as \\/ and its equals signs as \\u003d")
    boolean escape;

    @Option(names = "--interrupt-after-ms", paramLabel = "MS",
            description = "the user barges in after this much of each answer")
    int interruptAfterMillis = Integer.MAX_VALUE;

    @Option(names = "--close", paramLabel = "CODE[:REASON]", description = "close after the first answer")
    String close;

    @Option(names = "--drop-after", paramLabel = "N",
            description = "break the connection inside the audio message after so many")
    int dropAfter = -1;

    /** Keep what was said and heard for whoever embeds it; a vendor that runs for days must not. */
    boolean keep = true;
}
