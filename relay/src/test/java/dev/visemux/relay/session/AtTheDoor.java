// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.Grant;
import dev.visemux.relay.access.LocalSingleUse;
import dev.visemux.relay.access.Memory;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.Quota;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.SingleUse;
import dev.visemux.relay.access.Tenant;
import dev.visemux.relay.access.TenantLimits;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.Traces;
import dev.visemux.relay.provider.Providers;
import dev.visemux.relay.upstream.Dialer;
import dev.visemux.relay.upstream.Vendors;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** A client that speaks to the doors byte by byte, and a vendor who only notes that he was dialed. */
abstract class AtTheDoor {
    static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    static final String URL_DOOR = "/v1/openai-realtime/ws?token=";

    Instant now = Instant.parse("2026-11-21T10:00:00Z");
    final RelayConfig config = RelayConfig.of(Map.of("upstreams.openai.url", "wss://vendor/v1/realtime"));
    final SignedUrls urls = new SignedUrls(config.tokens(), () -> now);
    final Metrics metrics = new Metrics();
    final EmbeddedChannel vendor = new EmbeddedChannel();
    final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    boolean draining;
    boolean full;
    /** The first address of the vendor's that was asked for. */
    URI dialed;
    HttpHeaders dialedHeaders;
    Dialer.Outcome outcome;
    final Sessions sessions = new Sessions(config.session(), metrics, new Vendors((_, uri, headers, callback) -> {
        dialed = uri;
        dialedHeaders = headers;
        outcome = callback;
        return vendor;
    }, (_, _, uri, headers, _, _) -> {
        dialed = uri;
        dialedHeaders = headers;
        return vendor;
    }, Duration.ofSeconds(10)), new Traces(config.tracing(), metrics), _ -> null, _ -> new Meter(_ -> true, System::nanoTime));
    final Providers providers = new Providers(config);
    /** Of the only tenant; its entry in the file. */
    TenantLimits limits = new TenantLimits(0, 0, 0, 0, 0);
    boolean enabled = true;
    Set<String> origins;
    InetAddress address;
    final MonthlySpeech speech = new MonthlySpeech(() -> now);
    final Quota quota = new Quota(name -> Optional.of(name).filter("acme"::equals)
            .map(_ -> new Tenant(name, enabled, null, null, origins, Map.of(), limits)), speech, Memory.local(() -> now));
    SingleUse singleUse = new LocalSingleUse(() -> now);
    KeyDoor keys;
    EmbeddedChannel client = connect();

    @AfterEach
    void close() {
        client.finishAndReleaseAll();
        vendor.finishAndReleaseAll();
        assertThat(sessions.count()).isZero();
    }

    String token() {
        return token("openai", Map.of("model", "gpt-realtime"));
    }

    String token(String provider, Map<String, String> details) {
        return urls.seal(new Grant(SignedUrls.newJti(), "acme", provider, "ek_vendor", details, "default", false, null,
                now.plusSeconds(600)));
    }

    /** A new connection. */
    EmbeddedChannel connect() {
        answer.reset();
        return new EmbeddedChannel(new HttpServerCodec(), new Admission(
                new Doors(urls, singleUse, quota, keys, providers, sessions, () -> draining, () -> full),
                _ -> address, _ -> "asked-1"));
    }

    static String upgrade(String target, String... headers) {
        return "GET " + target + " HTTP/1.1\r\nHost: relay\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + KEY + "\r\nSec-WebSocket-Version: 13\r\n"
                + String.join("", Arrays.stream(headers).map(header -> header + "\r\n").toList()) + "\r\n";
    }

    void send(String request) {
        send(request.getBytes(StandardCharsets.US_ASCII));
    }

    void send(byte[] bytes) {
        client.writeInbound(Unpooled.copiedBuffer(bytes));
    }

    byte[] answerBytes() {
        answer.writeBytes(Frames.drain(client));
        return answer.toByteArray();
    }

    String answer() {
        return new String(answerBytes(), StandardCharsets.ISO_8859_1);
    }

    String closeBehindThe101() {
        String text = answer();
        assertThat(text).startsWith("HTTP/1.1 101");
        byte[] frames = Arrays.copyOfRange(answerBytes(), text.indexOf("\r\n\r\n") + 4, answerBytes().length);
        return Frames.decode(false, frames).getLast().payload();
    }
}
