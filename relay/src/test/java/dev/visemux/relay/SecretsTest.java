// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Secrets in every place where a client can put one; none of them in the log, at any level of ours, nor in a metric. */
@Timeout(60)
class SecretsTest {
    private static final String SECRET = "s3cr3t";
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private Level before;

    @BeforeEach
    void listen() {
        before = root.getLevel();
        ((Logger) LoggerFactory.getLogger("io.netty")).setLevel(Level.WARN); // as config/logging.xml has it
        ((Logger) LoggerFactory.getLogger("dev.visemux")).setLevel(Level.TRACE);
        written.start();
        root.addAppender(written);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(written);
        root.setLevel(before);
        ((Logger) LoggerFactory.getLogger("dev.visemux")).setLevel(null);
    }

    @Test
    void shouldWriteNoSecretAnywhere() throws Exception {
        List<String> secrets = new ArrayList<>(List.of(SECRET));
        String metrics;
        try (LocalRelay relay = LocalRelay.start("upstreams.openai.url", "ws://127.0.0.1:1/v1/realtime")) {
            secrets.add(relay.key);
            String body = "{\"config\":{\"provider\":\"openai\",\"provider_config\":{\"ephemeral_token\":\"ek_" + SECRET + "\",\"model\":\"m\"}}}";
            String token = new ObjectMapper().readTree(relay.post("/v1/get-signed-url", body).body()).get("api_key").textValue().substring(3);
            secrets.add(token.substring(token.indexOf('.')));
            relay.post("/v1/get-signed-url", body.replace("\"m\"", "7"));
            relay.post("/v1/get-signed-url", body.replace("{\"config", SECRET));
            relay.post("/v1/get-signed-url", body.replace("ek_", "\\u0000"));
            relay.post("/v1/visemes?model=" + SECRET, "audio/wav", SECRET.getBytes());
            relay.post("/v1/visemes", "{\"audio\":\"" + SECRET + "!\"}");
            relay.send(relay.to("/v1/" + SECRET + "?token=" + SECRET));
            relay.send(relay.to("/v1/visemes").setHeader("Authorization", "Bearer " + SECRET));
            for (String door : List.of("/v1/openai-realtime/ws?token=" + token, "/v1/openai-realtime/ws?token=" + token,
                    "/v1/openai-realtime/ws?token=" + SECRET, "/v1/realtime?" + SECRET)) {
                upgrade(relay, door, "Authorization: Bearer " + SECRET);
                upgrade(relay, door, "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.ek_" + SECRET);
            }
            metrics = relay.manage("GET", "/metrics").body();
        }
        List<String> log = List.copyOf(written.list).stream().map(SecretsTest::whole).toList();
        assertThat(log).anyMatch(line -> line.contains("POST /v1/get-signed-url"));
        for (String secret : secrets) {
            assertThat(log).noneMatch(line -> line.contains(secret));
            assertThat(metrics).doesNotContain(secret);
        }
    }

    private static void upgrade(LocalRelay relay, String door, String header) throws IOException {
        try (Wire wire = relay.wire()) {
            wire.send("GET " + door + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + header + "\r\n\r\n");
            assertThat(wire.until("\r\n")).startsWith("HTTP/1.1 ");
            wire.socket.shutdownOutput();
            assertThat(wire.rest()).doesNotContain(SECRET);
        }
    }

    private static String whole(ILoggingEvent event) {
        return event.getFormattedMessage() + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
}
