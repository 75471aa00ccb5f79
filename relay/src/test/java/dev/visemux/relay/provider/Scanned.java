// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A dialogue that is told messages, and what it made of the last one. */
final class Scanned implements AutoCloseable {
    private static final int FRONT = 2;

    final AgentFrame frame = new AgentFrame();
    private final Dialogue dialogue;
    private final ByteBuf buf = Unpooled.directBuffer();

    Scanned(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    AgentFrame scan(String text) {
        write(text);
        dialogue.scan(false, buf, FRONT, buf.readableBytes() - FRONT, frame);
        return frame;
    }

    boolean wants(String text) {
        write(text);
        return dialogue.wants(true, buf, FRONT, buf.readableBytes() - FRONT);
    }

    boolean wantsOfClient(String text) {
        write(text);
        return dialogue.wantsOfClient(false, buf, FRONT, buf.readableBytes() - FRONT);
    }

    /** The base64 of the last message, piece by piece. */
    List<String> spans() {
        List<String> spans = new ArrayList<>();
        for (int i = 0; i < frame.spans(); i++) {
            spans.add(buf.toString(FRONT + frame.spanFrom(i), frame.spanLength(i), StandardCharsets.US_ASCII));
        }
        return spans;
    }

    /** What follows on the place where the field goes. */
    String rest() {
        int at = FRONT + frame.spliceAt();
        return buf.toString(at, buf.writerIndex() - at, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        buf.release();
    }

    private void write(String text) {
        buf.clear().writeZero(FRONT).writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
