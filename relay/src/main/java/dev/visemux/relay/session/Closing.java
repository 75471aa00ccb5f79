// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * How a WebSocket ends: a code and the reason's bytes as they came. {@link #NONE} is a close frame without a body,
 * which stands for 1005.
 */
record Closing(int code, byte[] reason) {
    static final Closing NONE = new Closing(1005, new byte[0]);
    /** Stands for a connection that went without a close. */
    static final int ABNORMAL = 1006;
    static final Closing GOING_AWAY = new Closing(1001, new byte[0]);

    /** As a vendor may quote a key. */
    private static final Pattern KEY = Pattern.compile("(?=[\\w.~+/=*-]*\\d)[\\w.~+/=*-]{12,}");

    static Closing of(RelayError error) {
        return new Closing(error.closeCode(), error.code().getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads a close frame's body; null where RFC 6455, section 7.4, forbids it. */
    static Closing parse(byte[] body, int length) {
        if (length == 0) {
            return NONE;
        }
        int code = length == 1 ? 0 : (body[0] & 0xFF) << 8 | body[1] & 0xFF;
        return allowed(code) ? new Closing(code, text(Arrays.copyOfRange(body, 2, length))) : null;
    }

    /** Nothing where it is no UTF-8: a browser would take that for a fault of ours and forget the code (section 8.1). */
    private static byte[] text(byte[] reason) {
        boolean sound = Arrays.equals(new String(reason, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), reason);
        return sound ? reason : new byte[0];
    }

    private static boolean allowed(int code) {
        return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006) || code >= 3000 && code < 5000;
    }

    int bodyBytes() {
        return code == NONE.code ? 0 : 2 + reason.length;
    }

    void writeBody(ByteBuf out) {
        if (code != NONE.code) {
            out.writeShort(code).writeBytes(reason);
        }
    }

    /** The reason as it may be logged: what could be a key is left out. */
    String reasonToTell() {
        return KEY.matcher(new String(reason, StandardCharsets.UTF_8)).replaceAll("***");
    }

    @Override
    public String toString() {
        return code + " " + reasonToTell();
    }
}
