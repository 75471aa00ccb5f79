// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final byte[] V2 = {13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x11, 0, 12,
        (byte) 203, 0, 113, 9, 10, 0, 0, 1, 0x12, 0x34, 0, 80};
    private static final byte[] V2_IPV6 = {13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10, 0x21, 0x21, 0, 36,
        0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x12, 0x34, 0, 80};
    private static final String REQUEST = "GET / HTTP/1.1\r\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            10.1.2.3    | 10.0.0.0/8      | -                         | 10.1.2.3
            10.1.2.3    | 10.0.0.0/8      | 203.0.113.7               | 203.0.113.7
            10.1.2.3    | 10.0.0.0/8      | 198.51.100.1, 203.0.113.7 | 203.0.113.7
            10.1.2.3    | 10.0.0.0/8      | 203.0.113.7, 10.9.9.9     | 203.0.113.7
            10.1.2.3    | 10.0.0.0/8      | 10.9.9.9                  | 10.9.9.9
            10.1.2.3    | 10.0.0.0/8      | nonsense                  | 10.1.2.3
            10.1.2.3    | 10.0.0.0/8      | 203.0.113.7, nonsense     | 10.1.2.3
            10.1.2.3    | 10.1.2.3        | 2001:db8::1               | 2001:db8::1
            10.1.2.3    | 10.1.2.4        | 203.0.113.7               | 10.1.2.3
            2001:db8::7 | 2001:db8::/32   | 203.0.113.7               | 203.0.113.7
            """)
    void shouldBelieveListedProxiesAlone(String peer, String listed, String forwarded, String client) {
        Proxies proxies = new Proxies(List.of(listed));
        HttpHeaders headers = new DefaultHttpHeaders();
        if (forwarded != null) {
            headers.set("X-Forwarded-For", forwarded);
        }
        EmbeddedChannel channel = from(peer);
        assertThat(proxies.client(channel, headers)).isEqualTo(InetAddress.ofLiteral(client));
        channel.finish();
    }

    @Test
    void shouldTakeAHeaderOffAndLetTheRestPassHoweverItIsCut() {
        assertThat(client(("PROXY TCP4 203.0.113.9 10.0.0.1 4000 80\r\n" + REQUEST).getBytes(StandardCharsets.US_ASCII))).isEqualTo("203.0.113.9");
        assertThat(client(("PROXY TCP6 2001:db8::9 ::1 4000 80\r\n" + REQUEST).getBytes(StandardCharsets.US_ASCII))).isEqualTo("2001:db8:0:0:0:0:0:9");
        assertThat(client(("PROXY UNKNOWN\r\n" + REQUEST).getBytes(StandardCharsets.US_ASCII))).isEqualTo("10.1.2.3");
        assertThat(client(REQUEST.getBytes(StandardCharsets.US_ASCII))).isEqualTo("10.1.2.3");
        assertThat(client(Unpooled.wrappedBuffer(V2, REQUEST.getBytes(StandardCharsets.US_ASCII)).copy().array())).isEqualTo("203.0.113.9");
        assertThat(client(Unpooled.wrappedBuffer(V2_IPV6, REQUEST.getBytes(StandardCharsets.US_ASCII)).copy().array()))
                .isEqualTo("2001:db8:0:0:0:0:0:9");
    }

    /** The client's address after these bytes, which must leave {@link #REQUEST} behind, cut at every place. */
    private static String client(byte[] bytes) {
        String client = null;
        for (int cut = 0; cut <= bytes.length; cut++) {
            EmbeddedChannel channel = from("10.1.2.3");
            channel.pipeline().addLast(new ProxyHeader());
            channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, cut), Unpooled.copiedBuffer(bytes, cut, bytes.length - cut));
            StringBuilder rest = new StringBuilder();
            for (ByteBuf in = channel.readInbound(); in != null; in = channel.readInbound()) {
                rest.append(in.toString(StandardCharsets.US_ASCII));
                in.release();
            }
            assertThat(rest).as("cut at %d", cut).hasToString(REQUEST);
            assertThat(channel.pipeline().get(ProxyHeader.class)).isNull();
            client = new Proxies(List.of("10.0.0.0/8")).client(channel, new DefaultHttpHeaders()).getHostAddress();
            channel.finishAndReleaseAll();
        }
        return client;
    }

    private static EmbeddedChannel from(String address) {
        return new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(InetAddress.ofLiteral(address), 4000);
            }
        };
    }
}
