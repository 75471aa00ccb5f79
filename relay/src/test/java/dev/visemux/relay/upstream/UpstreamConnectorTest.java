// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dials through loopback sockets: a vendor that says exactly what a test wants. */
@Timeout(30)
class UpstreamConnectorTest {
    private static final String BEHIND = "bytes behind the 101";

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void shouldHandOverTheChannelAndTheBytesBehindThe101() throws Exception {
        int port = RawVendor.start(loops, requests, null, request -> accepted(key(request)) + BEHIND);
        dial(URI.create("ws://127.0.0.1:" + port + "/v1/realtime?model=a%20b"), null, Duration.ofSeconds(5));
        assertThat(next()).isEqualTo("connected");
        assertThat(next()).isEqualTo(BEHIND);
        assertThat(requests.take()).startsWith("GET /v1/realtime?model=a%20b HTTP/1.1\r\n")
                .containsIgnoringCase("host: 127.0.0.1:" + port + "\r\n")
                .containsIgnoringCase("authorization: Bearer s\r\n")
                .containsIgnoringCase("sec-websocket-version: 13\r\n").doesNotContainIgnoringCase("extensions");
    }

    @Test
    void shouldLoseNothingWhereverTheAnswerIsCut() throws Exception {
        int length = accepted("dGhlIHNhbXBsZSBub25jZQ==").length();
        for (int cut = 1; cut < length + BEHIND.length(); cut += 7) {
            int at = cut;
            int port = RawVendor.start(loops, requests, null, request -> {
                String all = accepted(key(request)) + BEHIND;
                return all.substring(0, at) + "\0" + all.substring(at);
            });
            dial(URI.create("ws://127.0.0.1:" + port), null, Duration.ofSeconds(5));
            assertThat(next()).as("cut at %d", cut).isEqualTo("connected");
            StringBuilder behind = new StringBuilder();
            while (behind.length() < BEHIND.length()) {
                behind.append(next());
            }
            assertThat(behind).hasToString(BEHIND);
        }
    }

    @Test
    void shouldTellAuthorizationFromEverythingElse() throws Exception {
        String empty = "\r\nContent-Length: 0\r\n\r\n";
        for (String status : List.of("401 Unauthorized", "403 Forbidden")) {
            assertThat(refusal(_ -> "HTTP/1.1 " + status + empty)).isEqualTo(RelayError.UPSTREAM_UNAUTHORIZED);
        }
        for (String answer : List.of("HTTP/1.1 500 Oops" + empty, "HTTP/1.1 302 Found\r\nLocation: ws://other/" + empty,
                "HTTP/1.1 200 OK" + empty, accepted("another key"), "SSH-2.0\r\n\r\n", "\0")) {
            assertThat(refusal(_ -> answer)).as(answer).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
        }
        assertThat(refusal(request -> accepted(key(request)).replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: x\r\n\r\n")))
                .as("an extension that was not offered").isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
    }

    @Test
    void shouldGiveUpAfterTheTimeLimit() throws Exception {
        int port = RawVendor.start(loops, requests, null, _ -> "");
        dial(URI.create("ws://127.0.0.1:" + port), null, Duration.ofMillis(200));
        assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
        assertThat(events.poll(300, TimeUnit.MILLISECONDS)).as("once").isNull();
    }

    @Test
    void shouldSayThatNobodyListensOrHasThatName() throws Exception {
        dial(URI.create("ws://127.0.0.1:1"), null, Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
        dial(URI.create("ws://no-such-host.invalid"), null, Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
    }

    @Test
    void shouldVerifyTheVendorsCertificateAndName() throws Exception {
        X509Bundle vendor = new CertificateBuilder().subject("CN=localhost").addSanDnsName("localhost")
                .setIsCertificateAuthority(true).buildSelfSigned();
        SslContext tls = SslContextBuilder.forServer(vendor.toKeyManagerFactory()).build();
        int port = RawVendor.start(loops, requests, tls, request -> accepted(key(request)) + BEHIND);
        SslContext trusting = SslContextBuilder.forClient().trustManager(vendor.toTrustManagerFactory()).build();
        dial(URI.create("wss://localhost:" + port), trusting, Duration.ofSeconds(10));
        assertThat(next()).isEqualTo("connected");
        assertThat(next()).isEqualTo(BEHIND);
        dial(URI.create("wss://127.0.0.1:" + port), trusting, Duration.ofSeconds(10));
        assertThat(next()).as("another name").isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
        dial(URI.create("wss://localhost:" + port), SslContextBuilder.forClient().build(), Duration.ofSeconds(10));
        assertThat(next()).as("an unknown authority").isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
    }

    private Object refusal(UnaryOperator<String> answer) throws Exception {
        dial(URI.create("ws://127.0.0.1:" + RawVendor.start(loops, requests, null, answer)), null, Duration.ofSeconds(2));
        return next();
    }

    private Object next() throws InterruptedException {
        return events.poll(10, TimeUnit.SECONDS);
    }

    private void dial(URI uri, SslContext tls, Duration timeout) {
        var headers = new DefaultHttpHeaders().set("Authorization", "Bearer s");
        new UpstreamConnector(new Sockets(NioSocketChannel.class, tls, timeout)).dial((EventLoop) loops.next(), uri, headers,
                new Dialer.Outcome() {
                    @Override
                    public void connected(Channel channel) {
                        events.add("connected");
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object message) {
                                ByteBuf bytes = (ByteBuf) message;
                                events.add(bytes.toString(StandardCharsets.US_ASCII));
                                bytes.release();
                            }
                        });
                    }

                    @Override
                    public void refused(RelayError error) {
                        events.add(error);
                    }
                });
    }

    private static String key(String request) {
        return request.replaceFirst("(?is).*sec-websocket-key: ([^\r]*)\r.*", "$1");
    }

    private static String accepted(String key) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + WebSocketKey.accept(key) + "\r\n\r\n";
    }
}
