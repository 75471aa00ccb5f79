// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The vendors, told apart by the path that their clients ask for. */
public enum Vendor {
    openai("/v1/realtime", "realtime"),
    gemini("/+ws/google\\.ai\\.generativelanguage\\.(v1|v1beta|v1alpha)\\.GenerativeService"
            + "\\.BidiGenerateContent(Constrained)?", null),
    elevenlabs("/v1/convai/conversation", "convai"),
    vatel("/v1/connection", null);

    private final Pattern door;
    private final String protocol;

    Vendor(String door, String protocol) {
        this.door = Pattern.compile(door);
        this.protocol = protocol;
    }

    static Optional<Vendor> at(String path) {
        return Arrays.stream(values()).filter(vendor -> vendor.door.matcher(path).matches()).findFirst();
    }

    /** The sub-protocol that it echoes where it is offered, or null. */
    String protocol() {
        return protocol;
    }

    /** A conversation with whoever asked for {@code requestUri}. */
    public FakeVendor begin(FakeOptions options, Voice voice, FakeVendor.Stage stage, String requestUri) {
        return switch (this) {
            case openai -> new FakeOpenAi(options, voice, stage);
            case gemini -> new FakeGemini(options, voice, stage);
            case elevenlabs -> new FakeElevenLabs(options, voice, stage, FakeRest.conversationOf(
                    new QueryStringDecoder(requestUri).parameters()
                            .getOrDefault(Credentials.SIGNATURE, List.of("")).getFirst()));
            case vatel -> new FakeVatel(options, voice, stage);
        };
    }

    /** What the relay's {@code upstreams.<name>.url} is set to. */
    public URI upstreamUrl(int port) {
        return URI.create(this == openai ? "ws://127.0.0.1:" + port + "/v1/realtime" : "http://127.0.0.1:" + port);
    }
}
