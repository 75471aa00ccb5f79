// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.nio.file.Path;
import java.util.function.LongSupplier;
import picocli.CommandLine.Option;

/** How the fake vendors behave: options of the command line, plain fields for whoever embeds them. */
public final class FakeOptions {
    /** Audio as it is spoken, or all at once. */
    public enum Pace { real, burst }

    enum Handshake { accept, refuse, close, silent }

    enum Rest { answer, refuse, fail, close, silent, foreign }

    @Option(names = "--port", paramLabel = "N",
            description = "port on 127.0.0.1; 0 lets the system choose (default ${DEFAULT-VALUE})")
    public int port;

    @Option(names = "--pace", paramLabel = "PACE", description = "${COMPLETION-CANDIDATES}: audio as it is spoken, "
            + "or as fast as the socket takes it (default ${DEFAULT-VALUE})")
    public Pace pace = Pace.real;

    @Option(names = "--language", paramLabel = "LANGUAGE",
            description = "${COMPLETION-CANDIDATES}: what the agent speaks, or each in turn (default ${DEFAULT-VALUE})")
    Language language = Language.en;

    @Option(names = "--wav", paramLabel = "FILE", description = "say this instead of the built-in sentences")
    Path wav;

    @Option(names = "--chunk-ms", paramLabel = "MS", description = "audio in one message (default ${DEFAULT-VALUE})")
    public int chunkMillis = 100;

    @Option(names = "--format", paramLabel = "FORMAT", description = "what a session speaks at first: pcm_8000 to "
            + "pcm_48000, ulaw_8000, alaw_8000 (default: pcm_24000, ElevenLabs pcm_16000; Vatel knows no other)")
    String format;

    @Option(names = "--key", paramLabel = "KEY", description = "answer 401 to any other key, or as the vendor does")
    String key;

    @Option(names = "--greet", description = "ElevenLabs, Vatel: the agent speaks first")
    boolean greet;

    @Option(names = "--beta", description = "OpenAI: the event names of the beta")
    boolean beta;

    @Option(names = "--parts", paramLabel = "N", description = "Gemini: audio parts in one message, "
            + "with the transcript and a text part where N is above 1 (default ${DEFAULT-VALUE})")
    int parts = 1;

    @Option(names = "--empty-final", description = "Vatel: is_final comes with empty audio")
    boolean emptyFinal;

    @Option(names = "--fragment", description = "send each message in fragments, with a ping between them")
    boolean fragment;

    @Option(names = "--odd", description = "cut the audio at odd bytes")
    boolean odd;

    @Option(names = "--escape", description = "write the slashes of base64 as \\/ and its equals signs as \\u003d")
    boolean escape;

    @Option(names = "--pretty", description = "write line breaks into the JSON and after it")
    boolean pretty;

    @Option(names = "--interrupt-after-ms", paramLabel = "MS",
            description = "the user barges in after this much of each answer")
    int interruptAfterMillis = Integer.MAX_VALUE;

    @Option(names = "--handshake", paramLabel = "HOW",
            description = "${COMPLETION-CANDIDATES}: what becomes of a client that asks for a WebSocket "
                    + "(default ${DEFAULT-VALUE})")
    Handshake handshake = Handshake.accept;

    @Option(names = "--rest", paramLabel = "HOW", description = "${COMPLETION-CANDIDATES}: what comes of REST calls; "
            + "foreign is a signed URL for another host (default ${DEFAULT-VALUE})")
    Rest rest = Rest.answer;

    @Option(names = "--error", description = "the vendor's error instead of the first answer")
    boolean error;

    @Option(names = "--expire", description = "after the first answer the session has lasted too long")
    boolean expire;

    @Option(names = "--close", paramLabel = "CODE[:REASON]", description = "close after the first answer")
    String close;

    @Option(names = "--drop-after", paramLabel = "N",
            description = "break the connection inside the audio message after so many")
    int dropAfter = -1;

    /** How many audio messages of the session were answered: nothing is said before all are that have been said. */
    LongSupplier answered = () -> Long.MAX_VALUE;

    /** Keep what was said and heard for whoever embeds it; a vendor that runs for days must not. */
    public boolean keep = true;

    /** ElevenLabs: how many events there were before the first. */
    public int eventsBefore;

    /** What is spoken unless the session agrees on something else. */
    WireFormat formatOr(String vendorsOwn) {
        return WireFormat.of(format == null ? vendorsOwn : format);
    }
}
