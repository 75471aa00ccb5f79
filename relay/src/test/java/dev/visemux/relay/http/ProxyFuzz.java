// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Any bytes behind the first as the beginning of a connection through a balancer, and as what it forwards: one client, the
 * same however the reads are cut; what is no PROXY header passes as it came. The first byte says how they are cut.
 */
public final class ProxyFuzz {
    private static final Proxies LISTED = new Proxies(List.of("10.0.0.0/8", "2001:db8::/32"));
    private static final InetSocketAddress BALANCER = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80);

    private static final int SIGNATURE_BYTES = 12;

    private ProxyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length + SIGNATURE_BYTES); // fewer tell nothing
        Begun whole = begin(bytes, bytes.length + 1, new Random(0));
        Begun cut = begin(bytes, 1 + (input[0] & 0x1F), new Random(input[0]));
        boolean header = bytes.length > 0 && (bytes[0] == 'P' || bytes[0] == '\r');
        boolean same = whole.refused == cut.refused && Objects.equals(whole.client, cut.client)
                && (whole.refused || Arrays.equals(whole.passed, cut.passed));
        if (!same || !header && !Arrays.equals(bytes, whole.passed)) {
            throw new AssertionError("whole " + whole + ", cut " + cut);
        }
        LISTED.client(channel(), new DefaultHttpHeaders(false).set("X-Forwarded-For",
                new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    private record Begun(boolean refused, InetAddress client, byte[] passed) {}

    private static Begun begin(byte[] bytes, int most, Random random) {
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
        EmbeddedChannel channel = channel();
        channel.config().setAllocator(memory);
        channel.pipeline().addLast(new ProxyHeader());
        boolean refused = false;
        for (int at = 0; at < bytes.length && !refused;) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
            refused = refuses(channel, memory.directBuffer(length).writeBytes(bytes, at, length));
            at += length;
        }
        InetAddress client = refused ? null : LISTED.client(channel, new DefaultHttpHeaders());
        refused |= refuses(channel, null);
        Begun begun = new Begun(refused, client, passed(channel));
        if (memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory() != 0) {
            throw new AssertionError("memory is left");
        }
        return begun;
    }

    /** The next bytes, or null for the end. */
    private static boolean refuses(EmbeddedChannel channel, ByteBuf bytes) {
        try {
            if (bytes == null) {
                channel.finish();
            } else {
                channel.writeInbound(bytes);
            }
            return false;
        } catch (DecoderException _) {
            return true;
        }
    }

    private static byte[] passed(EmbeddedChannel channel) {
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        for (Object in = channel.readInbound(); in != null; in = channel.readInbound()) {
            if (in instanceof ByteBuf bytes) { // else a second header, behind a refused one
                byte[] piece = new byte[bytes.readableBytes()];
                bytes.readBytes(piece);
                passed.writeBytes(piece);
            }
            ReferenceCountUtil.release(in);
        }
        channel.finishAndReleaseAll();
        return passed.toByteArray();
    }

    private static EmbeddedChannel channel() {
        return new EmbeddedChannel() {
            @Override
            public SocketAddress remoteAddress0() {
                return BALANCER;
            }
        };
    }
}
