// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.upstream.Asker.Answer;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks through loopback sockets: a REST service that says exactly what a test wants. */
@Timeout(30)
class UpstreamHttpTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n{\"a\":\"\u00fcber\"}";

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void shouldAskAndHandOverStatusAndBody() throws Exception {
        int port = vendor(null, _ -> OK);
        ask("http://127.0.0.1:" + port + "/v1/token?agent_id=a%20b", null, Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(new Answer(200, "application/json", "{\"a\":\"\u00fcber\"}"));
        assertThat(requests.take()).startsWith("GET /v1/token?agent_id=a%20b HTTP/1.1\r\n")
                .containsIgnoringCase("host: 127.0.0.1:" + port + "\r\n").containsIgnoringCase("xi-api-key: s\r\n")
                .containsIgnoringCase("accept: application/json\r\n").containsIgnoringCase("connection: close\r\n")
                .doesNotContainIgnoringCase("content-length");
        assertThat(requests.take()).as("the connection ends with the answer").isEqualTo("(gone)");
    }

    @Test
    void shouldSendABody() throws Exception {
        int port = vendor(null, _ -> OK);
        ask(HttpMethod.POST, "ws://127.0.0.1:" + port, "{\"prompt\":\"\u00fc\"}", null, Duration.ofSeconds(5));
        assertThat(next()).isInstanceOf(Answer.class);
        assertThat(requests.take()).startsWith("POST / HTTP/1.1\r\n").containsIgnoringCase("content-length: 15\r\n")
                .containsIgnoringCase("content-type: application/json\r\n").endsWith("\r\n\r\n{\"prompt\":\"\u00fc\"}");
    }

    @ParameterizedTest
    @CsvSource({"200,", "204,", "401, UPSTREAM_UNAUTHORIZED", "403, UPSTREAM_UNAUTHORIZED",
        "302, UPSTREAM_UNREACHABLE", "422, UPSTREAM_UNREACHABLE", "500, UPSTREAM_UNREACHABLE"})
    void shouldSayWhatAStatusMeans(int status, RelayError fault) throws Exception {
        assertThat(answer("HTTP/1.1 " + status + " Reason\r\nContent-Length: 0\r\n\r\n"))
                .isInstanceOfSatisfying(Answer.class, answer -> {
                    assertThat(answer.status()).isEqualTo(status);
                    assertThat(answer.fault()).isEqualTo(fault);
                });
    }

    @Test
    void shouldReadEveryFormOfABody() throws Exception {
        for (String said : new String[] {
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n\0" + "4\r\n\":1}\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n{\"a\0\":1}\0", "HTTP/1.1 103 Early Hints\r\n\r\n\0HTTP/1.0 200 OK\r\n\r\n{\"a\":1}\0"}) {
            assertThat(answer(said)).isEqualTo(new Answer(200, "", "{\"a\":1}"));
        }
    }

    @Test
    void shouldRefuseWhatIsNotHttp() throws Exception {
        for (String said : new String[] {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
            "HTTP/1.1 200 OK\r\nX: " + "y".repeat(20_000) + "\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"}) {
            assertThat(answer(said)).as(said).isEqualTo(RelayError.UPSTREAM_PROTOCOL_ERROR);
        }
    }

    @Test
    void shouldRefuseAHugeBodyAnnouncedOrNot() throws Exception {
        String huge = "x".repeat(UpstreamHttp.MAX_BODY_BYTES + 1);
        assertThat(answer("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")).isEqualTo(RelayError.UPSTREAM_PROTOCOL_ERROR);
        assertThat(answer("HTTP/1.1 200 OK\r\n\r\n" + huge)).isEqualTo(RelayError.UPSTREAM_PROTOCOL_ERROR);
        assertThat(answer("HTTP/1.1 200 OK\r\n\r\n" + huge.substring(1) + "\0"))
                .isEqualTo(new Answer(200, "", huge.substring(1)));
    }

    @Test
    void shouldSayThatAnAnswerBrokeOff() throws Exception {
        for (String said : new String[] {"\0", "HTTP/1.1 200\0", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\0",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\0"}) {
            assertThat(answer(said)).as(said).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
        }
    }

    @Test
    void shouldGiveUpAfterTheTimeLimitAndOnlyOnce() throws Exception {
        for (String said : new String[] {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"}) {
            int port = vendor(null, _ -> said);
            ask("http://127.0.0.1:" + port, null, Duration.ofMillis(200));
            assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
            requests.take();
            assertThat(requests.take()).isEqualTo("(gone)");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void shouldGiveUpWhenItsChannelIsClosed() throws Exception {
        int port = vendor(null, _ -> "");
        Channel channel = ask("http://127.0.0.1:" + port, null, Duration.ofSeconds(20));
        requests.take();
        channel.close();
        assertThat(requests.take()).isEqualTo("(gone)");
        assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
    }

    @Test
    void shouldSayThatNobodyListensOrHasThatName() throws Exception {
        ask("http://127.0.0.1:1", null, Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
        ask("http://no-such-host.invalid", null, Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
    }

    @Test
    void shouldVerifyTheVendorsCertificate() throws Exception {
        X509Bundle vendor = new CertificateBuilder().subject("CN=localhost").addSanDnsName("localhost")
                .setIsCertificateAuthority(true).buildSelfSigned();
        int port = vendor(SslContextBuilder.forServer(vendor.toKeyManagerFactory()).build(), _ -> OK);
        SslContext trusting = SslContextBuilder.forClient().trustManager(vendor.toTrustManagerFactory()).build();
        ask("https://localhost:" + port, trusting, Duration.ofSeconds(10));
        assertThat(next()).isInstanceOf(Answer.class);
        ask("https://localhost:" + port, SslContextBuilder.forClient().build(), Duration.ofSeconds(10));
        assertThat(next()).isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
        ask("https://localhost:" + vendor(null, _ -> OK), trusting, Duration.ofSeconds(10));
        assertThat(next()).as("no TLS at all").isEqualTo(RelayError.UPSTREAM_UNREACHABLE);
    }

    @Test
    void shouldSettleOnceWhateverComes() throws Exception {
        Random random = new Random(5);
        String[] said = {""};
        int port = vendor(null, _ -> said[0]);
        for (int round = 0; round < 300; round++) {
            said[0] = mutated(random);
            ask("http://127.0.0.1:" + port, null, Duration.ofSeconds(20));
            assertThat(next()).as("round %d", round).isNotNull();
        }
        assertThat(events).isEmpty();
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(OK);
        for (int i = random.nextInt(4); i > 0; i--) {
            text.setCharAt(random.nextInt(text.length()), (char) (1 + random.nextInt(126)));
        }
        return text.substring(0, random.nextInt(text.length() + 1)) + "\0";
    }

    private Object answer(String said) throws Exception {
        ask("http://127.0.0.1:" + vendor(null, _ -> said), null, Duration.ofSeconds(10));
        return next();
    }

    private Object next() throws InterruptedException {
        return events.poll(20, TimeUnit.SECONDS);
    }

    private int vendor(SslContext tls, UnaryOperator<String> answer) throws InterruptedException {
        return RawVendor.start(loops, requests, tls, answer);
    }

    private Channel ask(String url, SslContext tls, Duration timeout) {
        return ask(HttpMethod.GET, url, null, tls, timeout);
    }

    private Channel ask(HttpMethod method, String url, String body, SslContext tls, Duration timeout) {
        return new UpstreamHttp(new Sockets(NioSocketChannel.class, tls, timeout)).ask((EventLoop) loops.next(), method,
                URI.create(url), new DefaultHttpHeaders().set("xi-api-key", "s"), body, new Asker.Outcome() {
                    @Override
                    public void answered(Answer answer) {
                        events.add(answer);
                    }

                    @Override
                    public void refused(RelayError error) {
                        events.add(error);
                    }
                });
    }
}
