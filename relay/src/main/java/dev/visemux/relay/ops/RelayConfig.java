// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What an operator sets: these records mirror config/relay.yaml key by key, and that file is the manual. */
public record RelayConfig(
        @JsonProperty("public") Public publicDoor,
        Management management,
        Tenants tenants,
        Tokens tokens,
        Upstreams upstreams,
        Session session,
        Http http,
        Dsp dsp) {

    /** The door of tenants and their clients. {@code url} is what signed URLs begin with. */
    public record Public(String host, int port, URI url, Tls tls) {}

    /** PEM files; both or none. */
    public record Tls(Path certificate, Path key) {}

    /** The operator's door. */
    public record Management(String host, int port) {}

    public record Tenants(Path file) {}

    /** {@code keys}: ring of {@code {kid, secret}}, the first one seals, all of them open. Empty: a random key. */
    public record Tokens(Duration ttl, List<Key> keys) {
        /** {@code secret}: 32 bytes in base64url. */
        public record Key(String kid, String secret) {
            @Override
            public String toString() {
                return "Key[kid=" + kid + ", secret=***]";
            }
        }
    }

    public record Upstreams(Upstream openai, Upstream gemini, Upstream elevenlabs, Upstream vatel,
            Duration connectTimeout) {
        public record Upstream(URI url, List<String> allowedHosts) {}
    }

    /**
     * One live conversation.
     *
     * @param field         name of the injected field
     * @param hold          longest wait of a frame, at the head of its queue, for its own visemes
     * @param bufferBytes   held and unsent bytes of one direction above which the other leg is not read
     */
    public record Session(String field, Duration hold, long maxMessageBytes, long bufferBytes, Duration idle,
            Duration maxDuration, Duration slowConsumer, int maxStreams) {}

    /** Limits of the HTTP side. */
    public record Http(int maxHeaderBytes, long maxJsonBytes, long maxAudioBytes, Duration handshake,
            int upgradesPerMinute) {}

    /**
     * @param workers     0 = one for every two cores
     * @param pin         auto, always or never
     * @param ringBytes   one ring for each event loop and worker; a power of two
     * @param streamBytes share of one stream in it
     */
    public record Dsp(Path models, int workers, String pin, int ringBytes, int streamBytes) {}
}
