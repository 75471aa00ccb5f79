// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.access.Binding;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.Network;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.session.Frames.Frame;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors, byte by byte: who is let in, who is told what, and which token that costs. */
class AdmissionTest extends AtTheDoor {
    @Test
    void shouldLetATokenInAndDialItsVendor() {
        send(upgrade(URL_DOOR + token(), "Origin: https://app.example"));
        assertThat(answer()).startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .containsIgnoringCase("upgrade: websocket\r\n").containsIgnoringCase("connection: upgrade\r\n")
                .containsIgnoringCase("x-request-id: ")
                .doesNotContainIgnoringCase("sec-websocket-protocol").doesNotContainIgnoringCase("extensions")
                .endsWith("\r\n\r\n");
        assertThat(dialed).hasToString("wss://vendor/v1/realtime?model=gpt-realtime");
        assertThat(dialedHeaders.get("Authorization")).isEqualTo("Bearer ek_vendor");
        assertThat(dialedHeaders.get("Origin")).isEqualTo("https://app.example");
        assertThat(dialedHeaders.contains("OpenAI-Beta")).isFalse();
        assertThat(client.pipeline().names()).hasSize(2); // the leg, and Netty's own tail
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "T&x=%f", "T%"})
    void shouldRefuseAQueryThatCannotBeRead(String query) {
        send(upgrade(URL_DOOR + query));
        assertThat(answer()).startsWith("HTTP/1.1 401");
    }

    @Test
    void shouldLeaveAPathThatCannotBeReadToOthers() {
        send(upgrade("/v1/%zz?token=" + token()));
        assertThat(answer()).isEmpty();
    }

    @Test
    void shouldFindTheTokenInAHeader() {
        send(upgrade("/v1/realtime?model=whatever", "Authorization: Bearer ek_" + token(), "OpenAI-Beta: realtime=v1"));
        assertThat(answer()).startsWith("HTTP/1.1 101");
        assertThat(dialed).hasToString("wss://vendor/v1/realtime?model=gpt-realtime");
        assertThat(dialedHeaders.get("OpenAI-Beta")).isEqualTo("realtime=v1");
    }

    @Test
    void shouldFindTheTokenInASubProtocolAndNeverEchoIt() {
        send(upgrade("/v1/realtime", "Sec-WebSocket-Protocol: realtime, openai-insecure-api-key.ek_" + token()
                + ", openai-beta.realtime-v1, openai-agents-sdk.0.20.0"));
        assertThat(answer()).startsWith("HTTP/1.1 101").containsIgnoringCase("sec-websocket-protocol: realtime\r\n")
                .doesNotContain("ek_", "insecure");
        assertThat(dialedHeaders.get("OpenAI-Beta")).isEqualTo("realtime=v1");
    }

    @Test
    void shouldEchoNothingThatItDoesNotSpeak() {
        send(upgrade(URL_DOOR + token(), "Sec-WebSocket-Protocol: chat",
                "Sec-WebSocket-Extensions: permessage-deflate"));
        assertThat(answer()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("sec-websocket-protocol")
                .doesNotContainIgnoringCase("extensions");
    }

    @Test
    void shouldLoseNothingWhereverTheUpgradeIsCut() {
        byte[] frame = Frames.encode(true, Frames.text("{\"type\":\"session.update\"}"),
                Frames.text("{\"type\":\"x\"}"));
        for (int cut = 1; cut < 500; cut++) {
            client = connect();
            byte[] request = upgrade(URL_DOOR + token()).getBytes(StandardCharsets.US_ASCII);
            byte[] all = Arrays.copyOf(request, request.length + frame.length);
            System.arraycopy(frame, 0, all, request.length, frame.length);
            int at = Math.min(cut, all.length - 1);
            send(Arrays.copyOf(all, at));
            send(Arrays.copyOfRange(all, at, all.length));
            EmbeddedChannel upstream = new EmbeddedChannel();
            outcome.connected(upstream);
            assertThat(Frames.decode(true, Frames.drain(upstream))).as("cut at %d", cut).extracting(Frame::payload)
                    .containsExactly("{\"type\":\"session.update\"}", "{\"type\":\"x\"}");
            client.finishAndReleaseAll();
            upstream.finishAndReleaseAll();
        }
    }

    @Test
    void shouldRefuseATokenThatDoesNotOpenBeforeTheUpgrade() {
        for (String token : List.of("", "nonsense", token() + "A", "ek_" + token())) {
            client = connect();
            send(upgrade(URL_DOOR + token));
            assertThat(answer()).startsWith("HTTP/1.1 401 Unauthorized\r\n").endsWith(
                    "{\"error\":\"The token does not open\",\"code\":\"token_invalid\"}");
            assertThat(client.isOpen()).isFalse();
        }
        assertThat(dialed).isNull();
        assertThat(metrics.value(Counter.TOKENS_REFUSED)).isEqualTo(4);
        assertThat(metrics.value(RelayError.TOKEN_INVALID)).isEqualTo(4);
    }

    @Test
    void shouldRefuseAnotherVendorsToken() {
        String token = urls.seal(new Grant("j", "acme", "gemini", "s", Map.of(), "default", false, null, now.plusSeconds(60)));
        send(upgrade(URL_DOOR + token));
        assertThat(answer()).startsWith("HTTP/1.1 401");
    }

    @Test
    void shouldOpenABoundTokenOnlyWhereItIsBoundToAndNotConsumeItElsewhere() {
        Binding binding = new Binding("https://app.example.com", Network.parse("2001:db8::/48"));
        String token = urls.seal(new Grant("j", "acme", "openai", "s", Map.of("model", "m"), "default", false, null,
                now.plusSeconds(60), binding));
        String home = "Origin: https://app.example.com";
        assertThat(comes(token, "2001:db8:0:ffff::1")).isEqualTo("1008 token_bound");
        assertThat(comes(token, "2001:db8::1", "Origin: https://app.example.com.evil.example")).isEqualTo("1008 token_bound");
        assertThat(comes(token, "2001:db8:1::1", home)).isEqualTo("1008 token_bound");
        assertThat(comes(token, null, home)).isEqualTo("1008 token_bound");
        assertThat(dialed).isNull();
        comes(token, "2001:db8:0:ffff::1", home);
        assertThat(dialed).isNotNull();
        assertThat(metrics.value(RelayError.TOKEN_BOUND)).isEqualTo(4);
    }

    /** The close that a client at this address is sent, or null where it may stay. */
    private String comes(String token, String from, String... headers) {
        client.finishAndReleaseAll();
        address = from == null ? null : InetAddress.ofLiteral(from);
        client = connect();
        send(upgrade(URL_DOOR + token, headers));
        return dialed == null ? closeBehindThe101() : null;
    }

    @Test
    void shouldAcceptAndCloseAnExpiredToken() {
        String token = token();
        now = now.plus(Duration.ofMinutes(10)).plus(config.tokens().clockSkew());
        send(upgrade(URL_DOOR + token, "Sec-WebSocket-Protocol: realtime"));
        assertThat(closeBehindThe101()).isEqualTo("1008 token_expired");
        assertThat(client.isOpen()).isTrue();
        send(Frames.encode(true, Frames.text("hello"), Frames.close(1008, "")));
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void shouldAcceptAndCloseATokenThatWasUsed() {
        String token = token();
        send(upgrade(URL_DOOR + token));
        assertThat(answer()).startsWith("HTTP/1.1 101");
        client.finishAndReleaseAll();
        client = connect();
        send(upgrade(URL_DOOR + token));
        assertThat(closeBehindThe101()).isEqualTo("1008 token_consumed");
        client.advanceTimeBy(1_001, java.util.concurrent.TimeUnit.MILLISECONDS);
        client.runScheduledPendingTasks();
        assertThat(client.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Key: " + KEY, "Sec-WebSocket-Key: short", "Sec-WebSocket-Version: 8",
            "Upgrade: h2c", "Connection: close"})
    void shouldNotSpendATokenOnABadHandshake(String header) {
        String token = token();
        String name = header.substring(0, header.indexOf(':'));
        String line = upgrade("").lines().filter(old -> old.startsWith(name + ":")).findFirst().orElseThrow();
        String missing = upgrade(URL_DOOR + token).replace(line + "\r\n", "");
        String wrong = upgrade(URL_DOOR + token).replace(line, header.equals(line) ? name + ": " : header);
        String status = name.equals("Sec-WebSocket-Key") ? "400" : "426";
        for (String request : List.of(missing, wrong)) {
            client = connect();
            send(request);
            assertThat(answer()).startsWith("HTTP/1.1 " + status);
        }
        client = connect();
        send(upgrade(URL_DOOR + token));
        assertThat(answer()).startsWith("HTTP/1.1 101");
    }

    @Test
    void shouldAskForAnUpgradeWithTheVersionItSpeaks() {
        send("GET " + URL_DOOR + token() + " HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answer()).startsWith("HTTP/1.1 426").containsIgnoringCase("sec-websocket-version: 13\r\n")
                .endsWith("\"code\":\"upgrade_required\"}");
    }

    @Test
    void shouldLetNobodyInWhileDraining() {
        String token = token();
        draining = true;
        send(upgrade(URL_DOOR + token));
        assertThat(answer()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: ");
        draining = false;
        client = connect();
        send(upgrade(URL_DOOR + token));
        assertThat(answer()).startsWith("HTTP/1.1 101");
    }

    @Test
    void shouldTurnAwayWhoeverComesWhileItIsFullAndLeaveTheTokenUnused() {
        String token = token();
        full = true;
        send(upgrade(URL_DOOR + token));
        assertThat(answer()).startsWith("HTTP/1.1 101").endsWith("overloaded");
        full = false;
        client = connect();
        send(upgrade(URL_DOOR + token));
        assertThat(answer()).startsWith("HTTP/1.1 101").doesNotContain("overloaded");
    }

    @Test
    void shouldLeaveOtherRequestsToTheNextHandler() {
        send("GET /v1/other HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(client.inboundMessages()).hasSize(2);
        client.inboundMessages().forEach(ReferenceCountUtil::release);
        client.inboundMessages().clear();
        send(upgrade(URL_DOOR + token()));
        assertThat(answer()).startsWith("HTTP/1.1 101");
    }
}
