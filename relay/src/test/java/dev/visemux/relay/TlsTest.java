// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS of the public door, and ours towards vendors, who here are another relay's public door. */
@Timeout(60)
class TlsTest {
    @TempDir
    private Path folder;
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private X509Bundle bundle;
    private LocalRelay relay;

    @BeforeEach
    void start() throws Exception {
        bundle = new CertificateBuilder().subject("CN=vendor").addSanDnsName("localhost").addSanIpAddress("::1")
                .setIsCertificateAuthority(true).buildSelfSigned();
        Path chain = Files.writeString(folder.resolve("chain.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        relay = LocalRelay.start("public.host", "::",
                "public.tls.certificate", chain.toString(), "public.tls.key", key.toString(),
                "public.tls.reload", "1s");
    }

    @AfterEach
    void stop() {
        relay.close();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void shouldSpeakTls12And13AndNothingElse() throws Exception {
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            assertThat(shake(speaking(protocol), "localhost")).isEqualTo(protocol);
        }
        for (String protocol : new String[] {"TLSv1", "TLSv1.1"}) {
            assertThat(shake(speaking(protocol), "localhost")).as(protocol).startsWith("refused");
        }
        try (Wire plain = relay.wire()) {
            plain.send("GET /openapi.yaml HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(plain.rest()).as("plain HTTP").doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void shouldTrustNobodyWhoCannotProveWhoHeIs() throws Exception {
        SslContext trusting = Tls.client(bundle.toTrustManagerFactory());
        assertThat(shake(trusting, "localhost")).isEqualTo("TLSv1.3");
        assertThat(shake(trusting, "[::1]")).as("an IPv6 address as a URL has it").isEqualTo("TLSv1.3");
        assertThat(shake(trusting, "127.0.0.1")).as("another name").startsWith("refused");
        assertThat(shake(Tls.client(), "localhost")).as("an unknown authority").startsWith("refused");
    }

    @Test
    void shouldGreetNewConnectionsWithARenewedCertificateAndKeepTheOpenOnes() throws Exception {
        X509Bundle renewed = new CertificateBuilder().subject("CN=renewed").addSanDnsName("localhost").setIsCertificateAuthority(true)
                .buildSelfSigned();
        try (SSLSocket open = connect()) {
            assertThat(open.getSession().getPeerCertificates()[0]).isEqualTo(bundle.getCertificate());
            Files.writeString(folder.resolve("chain.pem"), renewed.getCertificatePathPEM());
            Files.writeString(folder.resolve("key.pem"), renewed.getPrivateKeyPEM());
            for (boolean isRenewed = false; !isRenewed;) { // until the test's time is over
                try (SSLSocket next = connect()) {
                    isRenewed = next.getSession().getPeerCertificates()[0].equals(renewed.getCertificate());
                }
            }
            open.getOutputStream().write("GET /openapi.yaml HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n".getBytes());
            assertThat(new String(open.getInputStream().readAllBytes())).startsWith("HTTP/1.1 200");
        }
    }

    private SSLSocket connect() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", relay.server.publicUrl().getPort());
        socket.startHandshake();
        return socket;
    }

    @Test
    void shouldBeBoringSslsOnBothSides() {
        assertThat(OpenSsl.isAvailable()).as("a native library for this machine").isTrue();
        assertThat(OpenSsl.versionString()).contains("BoringSSL");
        SslHandler ours = Tls.client().newHandler(UnpooledByteBufAllocator.DEFAULT);
        assertThat(ours.engine()).isInstanceOf(ReferenceCountedOpenSslEngine.class);
        ReferenceCountUtil.release(ours.engine());
        assertThat(Tls.client().isServer()).isFalse();
    }

    private static SslContext speaking(String protocol) throws Exception {
        return SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL).protocols(protocol)
                .trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null).build();
    }

    /** The protocol that both agreed on, or why they did not. */
    private String shake(SslContext context, String host) throws Exception {
        SslHandler tls = context.newHandler(UnpooledByteBufAllocator.DEFAULT, host, relay.server.publicUrl().getPort());
        Channel channel = new Bootstrap().group(loop).channel(NioSocketChannel.class).handler(tls)
                .connect(host, relay.server.publicUrl().getPort()).sync().channel();
        try {
            tls.handshakeFuture().await(20, TimeUnit.SECONDS);
            return tls.handshakeFuture().isSuccess() ? tls.engine().getSession().getProtocol()
                    : "refused: " + tls.handshakeFuture().cause();
        } finally {
            channel.close().sync();
        }
    }
}
