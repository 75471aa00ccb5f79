// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What an operator sets: these records mirror config/relay.yaml key by key, and that file is the manual. What a key means
 * is written there; here stand its type, default and limits. A component named {@code ...Bytes} is a size.
 */
public record RelayConfig(
        @Setting(key = "public") Public publicDoor,
        Web web,
        Management management,
        Tenants tenants,
        Tokens tokens,
        Redis redis,
        Ledger ledger,
        Upstreams upstreams,
        Map<String, Declared> declared,
        Livekit livekit,
        Session session,
        Http http,
        Tracing tracing,
        Dsp dsp) {

    /** The defaults with some keys changed, as {@code of(Map.of("public.port", "0"))}; paths are taken as they are. */
    public static RelayConfig of(Map<String, String> overrides) {
        return Settings.of(overrides).config();
    }

    /**
     * The door of tenants and their clients.
     *
     * @param url     what signed URLs begin with; null: from the bound port
     * @param plainHttp whether others than this machine may be served without TLS
     * @param proxies addresses and networks (CIDR) whose word on a client's address is taken
     * @param keysInQuery whether there is a door for Gemini's clients that bring keys in place of a token
     */
    public record Public(
            @Setting("127.0.0.1") String host,
            @Setting(value = "8080", min = "0", max = "65535") int port,
            @Setting URI url,
            @Setting(value = "0", min = "0", max = "256") int eventLoops,
            @Setting(value = "10000", min = "1", max = "1000000") int maxConnections,
            @Setting List<String> proxies,
            @Setting("false") boolean plainHttp,
            @Setting("false") boolean keysInQuery,
            Tls tls) {
        /** TLS, or nobody else on the way, or the operator has asked for it. */
        private boolean isGuarded() {
            return tls.isSet() || plainHttp || host.equals("localhost") || isLoopback();
        }

        private boolean isLoopback() {
            try {
                return InetAddress.ofLiteral(host).isLoopbackAddress();
            } catch (IllegalArgumentException _) {
                return false; // a name may stand for anything
            }
        }
    }

    /** What browsers are shown at the public door: the demo page at {@code /}, the client's modules under {@code /client/}. */
    public record Web(@Setting("true") boolean demo, @Setting("true") boolean client) {}

    /** PEM files, both or none, looked at every {@code reload}. */
    public record Tls(@Setting(followed = true) Path certificate, @Setting(followed = true) Path key,
            @Setting(value = "10s", min = "1s", max = "24h") Duration reload) {
        public boolean isSet() {
            return certificate != null;
        }
    }

    /** The operator's door. */
    public record Management(
            @Setting("127.0.0.1") String host,
            @Setting(value = "9000", min = "0", max = "65535") int port,
            @Setting(value = "200", min = "1", max = "1000000") int maxConnections) {}

    public record Tenants(@Setting(value = "config/tenants.yaml", followed = true) Path file) {}

    /**
     * Signed URLs.
     *
     * @param keys      the first one seals, all of them open; empty, and no file: a random key
     * @param keyFile   the same, a line each, read again when it changes; null: {@code keys}
     * @param clockSkew how far the clocks of relays that share keys may be apart
     */
    public record Tokens(
            @Setting(value = "10m", min = "1s", max = "24h") Duration ttl,
            @Setting List<Key> keys,
            @Setting(followed = true) Path keyFile,
            @Setting(value = "5s", min = "0s", max = "30s") Duration clockSkew) {

        /** Written {@code kid:secret}; {@code secret} is 32 bytes in base64url. */
        public record Key(String kid, String secret) {
            /** Throws IllegalArgumentException with the rest of a sentence that does not repeat the text. */
            public static Key parse(String text) {
                int colon = text.indexOf(':');
                Key key = new Key(text.substring(0, Math.max(colon, 0)), text.substring(colon + 1));
                if (key.kid.isEmpty() || key.bytes().length != 32) {
                    throw new IllegalArgumentException("is not kid:secret with 32 bytes in base64url;"
                            + " make one with: openssl rand 32 | basenc --base64url | tr -d =");
                }
                return key;
            }

            public byte[] bytes() {
                try {
                    return Base64.getUrlDecoder().decode(secret);
                } catch (IllegalArgumentException e) {
                    return new byte[0];
                }
            }

            @Override
            public String toString() {
                return kid + ":***";
            }
        }
    }

    /**
     * The memory that relays share.
     *
     * @param url             null: each relay remembers by itself
     * @param ca              who signed the certificate of a {@code rediss://} server; null: those that Java trusts
     * @param lease           how long the places of a relay that died stay taken
     * @param whenUnavailable what becomes of new sessions then
     */
    public record Redis(
            @Setting Secret url,
            @Setting("visemux:") String prefix,
            @Setting Path ca,
            @Setting(value = "500ms", min = "10ms", max = "10s") Duration timeout,
            @Setting(value = "30s", min = "1s", max = "1h") Duration lease,
            @Setting(value = "refuse", oneOf = {"refuse", "allow_local"}) String whenUnavailable) {
        public boolean isSet() {
            return url != null;
        }

        public boolean allowsLocal() {
            return whenUnavailable.equals("allow_local");
        }

        /** What is set may hold a password: it is judged here and never repeated. */
        private boolean isUrl() {
            try {
                URI parsed = url == null ? null : URI.create(url.text());
                return parsed == null || String.valueOf(parsed.getScheme()).matches("rediss?") && parsed.getHost() != null
                        && parsed.getPath().matches("(/\\d{0,4})?")
                        && parsed.getRawQuery() == null && parsed.getRawFragment() == null;
            } catch (IllegalArgumentException _) {
                return false;
            }
        }
    }

    /** {@code keepDays}: older days are deleted. */
    public record Ledger(
            @Setting("var/ledger") Path folder,
            @Setting(value = "400", min = "1", max = "36500") int keepDays) {}

    /** {@code openai.url} is the whole endpoint, the other three are bases. */
    public record Upstreams(
            @Setting("wss://api.openai.com/v1/realtime") Upstream openai,
            @Setting("https://generativelanguage.googleapis.com") Upstream gemini,
            @Setting("https://api.elevenlabs.io") Upstream elevenlabs,
            @Setting("https://api.vatel.ai") Upstream vatel,
            @Setting(value = "10s", min = "100ms", max = "2m") Duration connectTimeout) {

        public record Upstream(@Setting URI url, @Setting List<String> allowedHosts) {
            private Stream<String> faults(String name) {
                return allowedHosts.stream().filter(host -> !host.matches("([\\w.-]+|\\[[\\p{XDigit}:.]+])(:\\d{1,5})?"))
                        .map(host -> "upstreams." + name + ".allowed_hosts: '" + host
                                + "' is no host; write eu.example.com, or eu.example.com:8443");
            }
        }

        private Stream<String> faults() {
            return Stream.of(openai.faults("openai"), gemini.faults("gemini"), elevenlabs.faults("elevenlabs"),
                    vatel.faults("vatel")).flatMap(faults -> faults);
        }
    }

    /**
     * The server that {@code transport: webrtc} leads to; all of url, key and secret, or none of them.
     *
     * @param ttl how long a token can join
     */
    public record Livekit(
            @Setting URI url,
            @Setting String apiKey,
            @Setting Secret apiSecret,
            @Setting(value = "10m", min = "10s", max = "24h") Duration ttl) {
        private static final int MIN_SECRET_BYTES = 32; // RFC 7518, section 3.2

        public boolean isSet() {
            return url != null;
        }

        private boolean isWhole() {
            return (url == null) == (apiKey == null) && (url == null) == (apiSecret == null);
        }

        private boolean isStrong() {
            return apiSecret == null || apiSecret.text().getBytes(StandardCharsets.UTF_8).length >= MIN_SECRET_BYTES;
        }
    }

    /**
     * One live conversation.
     *
     * @param field         name of the injected field
     * @param hold          longest wait of a frame, at the head of its queue, for its own visemes
     * @param bufferBytes   held and unsent bytes of one direction above which the other leg is not read
     * @param maxOpen       sessions at the same time
     * @param shedAbovePercent of the memory: no new sessions above
     * @param maxIdleFrames pings, pongs and empty fragments of one leg in a second
     * @param drainGrace    how long open sessions may go on after SIGTERM
     * @param drainJitter   over how long the closes of those that are still open are spread then
     */
    public record Session(
            @Setting("mascotVisemes") String field,
            @Setting(value = "50ms", min = "0ms", max = "10s") Duration hold,
            @Setting(value = "16MiB", min = "64KiB", max = "256MiB") long maxMessageBytes,
            @Setting(value = "1MiB", min = "64KiB", max = "256MiB") long bufferBytes,
            @Setting(value = "5m", min = "1s", max = "24h") Duration idle,
            @Setting(value = "65m", min = "1s", max = "24h") Duration maxDuration,
            @Setting(value = "30s", min = "1s", max = "10m") Duration slowConsumer,
            @Setting(value = "4", min = "1", max = "64") int maxStreams,
            @Setting(value = "4000", min = "1", max = "1000000") int maxOpen,
            @Setting(value = "90", min = "10", max = "99") int shedAbovePercent,
            @Setting(value = "100", min = "1", max = "1000000") int maxIdleFrames,
            @Setting(value = "20s", min = "0s", max = "2h") Duration drainGrace,
            @Setting(value = "5s", min = "0s", max = "10m") Duration drainJitter) {}

    /**
     * Limits of the HTTP side.
     *
     * @param handshake  longest time for a request's head, a WebSocket's handshake included
     * @param heldBytes  decoded audio of JSON bodies that all requests together may hold
     */
    public record Http(
            @Setting(value = "16KiB", min = "1KiB", max = "1MiB") int maxHeaderBytes,
            @Setting(value = "32MiB", min = "64KiB", max = "1GiB") long maxJsonBytes,
            @Setting(value = "512MiB", min = "64KiB", max = "16GiB") long maxAudioBytes,
            @Setting(value = "128MiB", min = "1MiB", max = "64GiB") long heldBytes,
            @Setting(value = "10s", min = "100ms", max = "2m") Duration handshake,
            @Setting(value = "75s", min = "1s", max = "10m") Duration idle,
            @Setting(value = "6000", min = "1", max = "10000000") int upgradesPerMinute) {}

    /**
     * Spans of sessions, for OpenTelemetry.
     *
     * @param endpoint  where OTLP over HTTP is taken; null: no traces
     * @param queue     spans that wait; one more is dropped
     * @param maxEvents of one session; later ones are dropped
     * @param timeout   of one delivery, and of the last one when the relay stops
     */
    public record Tracing(
            @Setting URI endpoint,
            @Setting("visemux") String serviceName,
            @Setting(value = "100", min = "0", max = "100") int samplePercent,
            @Setting(value = "2048", min = "1", max = "1000000") int queue,
            @Setting(value = "1000", min = "1", max = "100000") int maxEvents,
            @Setting(value = "2s", min = "100ms", max = "1m") Duration timeout) {
        private boolean isWhole() {
            return endpoint == null || String.valueOf(endpoint.getScheme()).matches("https?") && endpoint.getHost() != null
                    && endpoint.getUserInfo() == null;
        }
    }

    /**
     * @param workers     0 = one for every two cores
     * @param ringBytes   one ring for each event loop and worker; a power of two
     * @param streamBytes share of one stream in it
     * @param stall       a worker that stands still so long in the middle of its work is replaced
     * @param whenModelFails what becomes of the start then
     */
    public record Dsp(
            @Setting("config/models") Path models,
            @Setting(value = "auto", oneOf = {"auto", "vector", "torch"}) String runtime,
            @Setting(value = "0", min = "0", max = "256") int workers,
            @Setting(value = "auto", oneOf = {"auto", "always", "never"}) String pin,
            @Setting(value = "16MiB", min = "1MiB", max = "1GiB") int ringBytes,
            @Setting(value = "2MiB", min = "64KiB", max = "1GiB") int streamBytes,
            @Setting(value = "5s", min = "100ms", max = "5m") Duration stall,
            @Setting(value = "refuse", oneOf = {"refuse", "undecorated"}) String whenModelFails) {}

    /** What no single key can say: sentences about keys that do not fit each other. */
    List<String> contradictions() {
        List<String> faults = new ArrayList<>();
        unless((publicDoor.tls.certificate == null) == (publicDoor.tls.key == null), faults,
                "public.tls: certificate and key go together; set both or none");
        unless(publicDoor.isGuarded(), faults, "public.host: " + publicDoor.host
                + " is reached from elsewhere, and without TLS whoever is on the way reads keys and tokens;"
                + " set public.tls, or public.plain_http: true where a proxy in front ends TLS");
        publicDoor.proxies.stream().flatMap(RelayConfig::networkFault).forEach(faults::add);
        unless(web.client || !web.demo, faults, "web.client: the demo page is made of it; set web.demo to false as well");
        upstreams.faults().forEach(faults::add);
        unless(Integer.bitCount(dsp.ringBytes) == 1, faults,
                "dsp.ring_bytes: is not a power of two; the next one is " +
                        Units.size(Integer.highestOneBit(dsp.ringBytes) * 2L));
        unless(dsp.streamBytes < dsp.ringBytes, faults,
                "dsp.stream_bytes: one stream's share must be below dsp.ring_bytes (" + Units.size(dsp.ringBytes) + ")");
        unless(session.field.matches("[A-Za-z_][A-Za-z0-9_]*"), faults,
                "session.field: '" + session.field + "' is not a plain name; use letters, digits and _");
        unless(tokens.keys.stream().map(Tokens.Key::kid).distinct().count() == tokens.keys.size(), faults,
                "tokens.keys: two keys have the same kid; give each its own");
        unless(tokens.keys.isEmpty() || tokens.keyFile == null, faults,
                "tokens.keys, tokens.key_file: the keys stand in one place or the other; set one of them");
        unless(redis.isUrl(), faults, "redis.url: is not redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS;"
                + " write other characters than letters, digits and -._~ in a password as %XX");
        unless(tracing.isWhole(), faults, "tracing.endpoint: is no http:// or https:// URL without a password;"
                + " write http://127.0.0.1:4318/v1/traces");
        unless(livekit.isWhole(), faults, "livekit: url, api_key and api_secret go together; set all or none");
        unless(livekit.isStrong(), faults, "livekit.api_secret: is shorter than 32 bytes, which HS256 asks for;"
                + " make one with: openssl rand -hex 32, and give it to the LiveKit server too");
        declared.forEach((name, service) -> faults.addAll(service.faults("declared." + name)));
        return faults;
    }

    private static Stream<String> networkFault(String text) {
        try {
            Network.parse(text);
            return Stream.empty();
        } catch (IllegalArgumentException e) {
            return Stream.of("public.proxies: '" + text + "' " + e.getMessage());
        }
    }

    private static void unless(boolean holds, List<String> faults, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
