// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.relay.provider.AgentFrame.Coding;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * One Vatel session as its messages tell it: PCM16 at 24 kHz, one turn at a time. A turn ends with {@code is_final},
 * with the next turn where older servers do not send that, or by an {@code interruption}, which names none and so means
 * the turn that spoke last. On the session's event loop; an audio message costs no allocation.
 */
final class VatelDialogue implements Dialogue {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] DATA = ascii("data");
    private static final byte[] TURN_ID = ascii("turn_id");
    private static final byte[] AUDIO = ascii("audio");
    private static final byte[] IS_FINAL = ascii("is_final");
    private static final byte[] RESPONSE_AUDIO = ascii("response_audio");
    private static final byte[] INTERRUPTION = ascii("interruption");
    private static final byte[] SESSION_ENDED = ascii("session_ended");

    private static final PcmFormat FORMAT = PcmFormat.pcm16(24_000);
    /** Stands for an id that is missing; no hash of a text is 0, and 0 is no turn. */
    private static final long NO_ID = 1;
    private static final int CUT_KEPT = 16;
    private static final int NOWHERE = -1;

    private enum Event { RESPONSE_AUDIO, INTERRUPTION, SESSION_ENDED }

    private final JsonCursor cursor = new JsonCursor();
    private final BooleanSupplier known = () -> event() != null;
    /** The turn that spoke last. */
    private long current;
    /** The last turns that were interrupted. */
    private final long[] cut = new long[CUT_KEPT];
    private int nextCut;

    // The members of the current message.
    private Event event;
    private long turnId;
    private int audioFrom;
    private int audioLength;
    private boolean audioEscaped;
    private boolean last;

    @Override
    public boolean wants(boolean binary, ByteBuf in, int from, int length) {
        return cursor.mayMatter(in, from, length, TYPE, known);
    }

    @Override
    public void scan(boolean binary, ByteBuf in, int from, int length, AgentFrame frame) {
        frame.clear();
        event = null;
        turnId = NO_ID;
        audioLength = NOWHERE;
        last = false;
        cursor.wrap(in, from, length).enter();
        while (cursor.next()) {
            if (cursor.named(TYPE)) {
                event = cursor.text() ? event() : null;
            } else if (cursor.named(DATA) && cursor.enter()) {
                data();
            } else {
                cursor.skip();
            }
        }
        frame.spliceAt(cursor.position() - 1);
        if (!cursor.finished()) {
            frame.unparsed(true);
        } else if (event != null) {
            tell(frame);
        }
    }

    private void data() {
        while (cursor.next()) {
            if (cursor.named(TURN_ID)) {
                turnId = cursor.text() ? cursor.textHash() : NO_ID;
            } else if (cursor.named(AUDIO)) {
                audioLength = cursor.text() ? cursor.textLength() : NOWHERE;
                audioFrom = cursor.textFrom();
                audioEscaped = cursor.textEscaped();
            } else if (cursor.named(IS_FINAL)) {
                last = cursor.isTrue();
            } else {
                cursor.skip();
            }
        }
    }

    private void tell(AgentFrame frame) {
        switch (event) {
            case RESPONSE_AUDIO -> audio(frame);
            case INTERRUPTION -> interruption(frame);
            case SESSION_ENDED -> frame.responseEnd(current, false);
        }
    }

    private void audio(AgentFrame frame) {
        if (last && audioLength <= 0) {
            frame.turnEnd(turnId, turnId);
        } else if (audioLength == NOWHERE) {
            frame.unparsed(true);
        } else {
            boolean late = isCut(turnId);
            current = late ? current : turnId;
            frame.audio(turnId, turnId, FORMAT, late);
            frame.span(audioFrom, audioLength, audioEscaped ? Coding.ESCAPED_BASE64 : Coding.BASE64);
            frame.ends(last);
            frame.sole(true);
        }
    }

    private void interruption(AgentFrame frame) {
        if (current != 0 && !isCut(current)) {
            cut[nextCut] = current;
            nextCut = (nextCut + 1) % CUT_KEPT;
            frame.interrupted(1);
        }
        frame.responseEnd(current, true);
    }

    private boolean isCut(long turn) {
        for (long known : cut) {
            if (known == turn) {
                return true;
            }
        }
        return false;
    }

    /** Which event the cursor has read the type of; null: one that does not concern lips. */
    private Event event() {
        if (cursor.textIs(RESPONSE_AUDIO)) {
            return Event.RESPONSE_AUDIO;
        } else if (cursor.textIs(INTERRUPTION)) {
            return Event.INTERRUPTION;
        }
        return cursor.textIs(SESSION_ENDED) ? Event.SESSION_ENDED : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
