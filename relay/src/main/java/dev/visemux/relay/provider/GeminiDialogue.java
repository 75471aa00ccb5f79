// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.relay.provider.AgentFrame.Coding;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * One Gemini Live session as its messages tell it. A message is no event of one type: audio, text, transcripts and the
 * end of a turn may come together, in BINARY or TEXT frames. A turn goes from its first audio to the first of
 * {@code generationComplete}, {@code interrupted} and {@code turnComplete}; nothing says that audio is late. On the
 * session's event loop; an audio message costs no allocation.
 */
final class GeminiDialogue implements Dialogue {
    private static final byte[] SERVER_CONTENT = ascii("serverContent");
    private static final byte[] GO_AWAY = ascii("goAway");
    private static final byte[] MODEL_TURN = ascii("modelTurn");
    private static final byte[] GENERATION_COMPLETE = ascii("generationComplete");
    private static final byte[] INTERRUPTED = ascii("interrupted");
    private static final byte[] TURN_COMPLETE = ascii("turnComplete");
    private static final byte[] PARTS = ascii("parts");
    private static final byte[] INLINE_DATA = ascii("inlineData");
    private static final byte[] MIME_TYPE = ascii("mimeType");
    private static final byte[] DATA = ascii("data");

    private final JsonCursor cursor = new JsonCursor();
    private final PcmMime mime = new PcmMime();
    private long turn;
    /** The turn may have more audio. */
    private boolean speaking;
    /** The user may still cut the turn short: it is spoken, or generated and played. */
    private boolean playing;
    private PcmFormat turnFormat;

    // What the current message says.
    private boolean audio;
    private boolean mixed;
    private PcmFormat format;
    private boolean generated;
    private boolean interrupted;
    private boolean complete;
    private boolean goAway;

    @Override
    public boolean wants(boolean binary, ByteBuf in, int from, int length) {
        cursor.wrap(in, from, length);
        if (!cursor.enter()) {
            return cursor.finished(); // nothing to be seen yet
        }
        while (cursor.next()) {
            if (cursor.named(GO_AWAY)) {
                return true;
            } else if (!cursor.named(SERVER_CONTENT) || !cursor.enter()) {
                cursor.skip();
            } else if (wantsContent()) {
                return true;
            }
        }
        return cursor.broken(); // cut off before it told
    }

    private boolean wantsContent() {
        while (cursor.next()) {
            if (cursor.named(MODEL_TURN) || cursor.named(GENERATION_COMPLETE) || cursor.named(INTERRUPTED)
                    || cursor.named(TURN_COMPLETE)) {
                return true;
            }
            cursor.skip();
        }
        return false;
    }

    @Override
    public void scan(boolean binary, ByteBuf in, int from, int length, AgentFrame frame) {
        frame.clear();
        forget();
        cursor.wrap(in, from, length).enter();
        while (cursor.next()) {
            if (cursor.named(SERVER_CONTENT)) {
                serverContent(frame);
            } else {
                goAway |= cursor.named(GO_AWAY);
                cursor.skip();
            }
        }
        frame.spliceAt(cursor.position() - 1);
        if (cursor.finished()) {
            tell(frame);
        } else {
            frame.clear();
            frame.unparsed(true);
        }
    }

    private void forget() {
        audio = false;
        mixed = false;
        format = null;
        generated = false;
        interrupted = false;
        complete = false;
        goAway = false;
    }

    private void serverContent(AgentFrame frame) {
        if (!cursor.enter()) {
            cursor.skip();
            return;
        }
        while (cursor.next()) {
            if (cursor.named(MODEL_TURN)) {
                modelTurn(frame);
            } else if (cursor.named(GENERATION_COMPLETE)) {
                generated = cursor.isTrue();
            } else if (cursor.named(INTERRUPTED)) {
                interrupted = cursor.isTrue();
            } else if (cursor.named(TURN_COMPLETE)) {
                complete = cursor.isTrue();
            } else {
                cursor.skip();
            }
        }
    }

    private void modelTurn(AgentFrame frame) {
        if (!cursor.enter()) {
            cursor.skip();
            return;
        }
        while (cursor.next()) {
            if (!cursor.named(PARTS) || !cursor.enterArray()) {
                cursor.skip();
                continue;
            }
            while (cursor.nextElement()) {
                part(frame);
            }
        }
    }

    private void part(AgentFrame frame) {
        if (!cursor.enter()) {
            cursor.skip();
            return;
        }
        while (cursor.next()) {
            if (cursor.named(INLINE_DATA) && cursor.enter()) {
                inlineData(frame);
            } else {
                cursor.skip();
            }
        }
    }

    private void inlineData(AgentFrame frame) {
        boolean sound = false;
        boolean data = false;
        int from = 0;
        int length = 0;
        boolean escaped = false;
        while (cursor.next()) {
            if (cursor.named(MIME_TYPE)) {
                sound = cursor.text() && mime.read(cursor);
            } else if (cursor.named(DATA)) {
                data = cursor.text();
                from = cursor.textFrom();
                length = cursor.textLength();
                escaped = cursor.textEscaped();
            } else {
                cursor.skip();
            }
        }
        if (sound && data) {
            frame.span(from, length, escaped ? Coding.ESCAPED_BASE64 : Coding.BASE64);
            audioPart(mime.format());
        }
    }

    private void audioPart(PcmFormat part) {
        mixed |= part == null || audio && !part.equals(format);
        audio = true;
        format = part;
    }

    private void tell(AgentFrame frame) {
        boolean over = generated || interrupted || complete;
        if (audio) {
            speak(frame);
            frame.ends(over);
        } else if (over && speaking) {
            frame.turnEnd(turn, turn);
        }
        frame.interrupted(interrupted && playing ? 1 : 0);
        frame.goingAway(goAway);
        speaking &= !over;
        playing &= !interrupted && !complete;
    }

    private void speak(AgentFrame frame) {
        if (!speaking) {
            turn++;
            speaking = true;
            playing = true;
            turnFormat = null;
        }
        if (!mixed && turnFormat == null) {
            turnFormat = format;
        }
        // A turn has one clock, and so one rate.
        frame.audio(turn, turn, !mixed && format.equals(turnFormat) ? format : null, false);
        frame.sole(true);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
