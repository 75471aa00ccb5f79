// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** An exchange for small bodies: collects one, then hands it over. */
final class WholeBody implements Exchange {
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final long maxBytes;
    private final Consumer<byte[]> whole;

    WholeBody(HttpRequest head, long maxBytes, Consumer<byte[]> whole) {
        refuseLonger(head, maxBytes);
        this.maxBytes = maxBytes;
        this.whole = whole;
    }

    /** A body whose announced length is too much is refused before it is sent. */
    static void refuseLonger(HttpRequest head, long maxBytes) {
        refuseLonger(HttpUtil.getContentLength(head, 0L), maxBytes);
    }

    static void refuseLonger(long bytes, long maxBytes) {
        if (bytes > maxBytes) {
            throw new RelayException(RelayError.BODY_TOO_LARGE, "The body is larger than " + maxBytes + " bytes");
        }
    }

    @Override
    public boolean body(ByteBuf piece) {
        refuseLonger((long) collected.size() + piece.readableBytes(), maxBytes);
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        collected.writeBytes(bytes);
        return true;
    }

    @Override
    public void end() {
        whole.accept(collected.toByteArray());
    }
}
