// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat.Encoding;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.relay.provider.AgentFrame.Coding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One ElevenLabs session as its messages tell it. The metadata, which comes first, names the format of all audio. There
 * is no end of a turn: it is over at an interruption, whose number says which audio is late, or when the user is heard
 * again. On the session's event loop; an audio message costs no allocation.
 */
final class ElevenLabsDialogue implements Dialogue {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] AUDIO = ascii("audio");
    private static final byte[] AUDIO_EVENT = ascii("audio_event");
    private static final byte[] AUDIO_BASE64 = ascii("audio_base_64");
    private static final byte[] EVENT_ID = ascii("event_id");
    private static final byte[] INTERRUPTION = ascii("interruption");
    private static final byte[] INTERRUPTION_EVENT = ascii("interruption_event");
    private static final byte[] METADATA = ascii("conversation_initiation_metadata");
    private static final byte[] METADATA_EVENT = ascii("conversation_initiation_metadata_event");
    private static final byte[] OUTPUT_FORMAT = ascii("agent_output_audio_format");
    private static final byte[] USER_TRANSCRIPT = ascii("user_transcript");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] ERROR_EVENT = ascii("error_event");
    private static final byte[] ERROR_TYPE = ascii("error_type");
    private static final byte[] TOO_LONG = ascii("max_duration_exceeded");
    // The client's.
    private static final byte[] INITIATION = ascii("conversation_initiation_client_data");
    private static final byte[] MICROPHONE = ascii("user_audio_chunk");
    private static final byte[] VARIABLES = ascii(DynamicVariables.NAME);

    private static final Pattern FORMAT = Pattern.compile("(pcm|ulaw)_(\\d{4,5})");
    private static final int NOWHERE = -1;
    private static final long NO_ID = -1;

    private enum Event { AUDIO, INTERRUPTION, METADATA, USER_TRANSCRIPT, ERROR }

    private final JsonCursor cursor = new JsonCursor();
    private final BooleanSupplier known = () -> event() != null;
    /** What waits for the client's first words; null: nothing. */
    private DynamicVariables variables;
    /** Null until the metadata has come, or where it names one that is not supported. */
    private PcmFormat format;
    private long turn;
    private boolean speaking;
    private long lastId = NO_ID;
    /** Audio up to this number is late, and part of that turn. */
    private long lateId = NO_ID;
    private long lateTurn;

    // The members of the current message.
    private Event event;
    private long eventId;
    private int audioFrom;
    private int audioLength;
    private boolean audioEscaped;
    private boolean tooLong;

    /** {@code variables}: signed ones; null where there are none. */
    ElevenLabsDialogue(DynamicVariables variables) {
        this.variables = variables;
    }

    @Override
    public boolean wants(boolean binary, ByteBuf in, int from, int length) {
        return cursor.mayMatter(in, from, length, TYPE, known);
    }

    @Override
    public void scan(boolean binary, ByteBuf in, int from, int length, AgentFrame frame) {
        frame.clear();
        event = null;
        eventId = NO_ID;
        audioLength = NOWHERE;
        tooLong = false;
        cursor.wrap(in, from, length).enter();
        while (cursor.next()) {
            member(in, from);
        }
        frame.spliceAt(cursor.position() - 1);
        if (!cursor.finished()) {
            frame.unparsed(true);
        } else if (event != null) {
            tell(frame);
        }
    }

    private void member(ByteBuf in, int from) {
        if (cursor.named(TYPE)) {
            event = cursor.text() ? event() : null;
        } else if ((cursor.named(AUDIO_EVENT) || cursor.named(INTERRUPTION_EVENT) || cursor.named(ERROR_EVENT))
                && cursor.enter()) {
            details();
        } else if (cursor.named(METADATA_EVENT) && cursor.enter()) {
            metadata(in, from);
        } else {
            cursor.skip();
        }
    }

    private void details() {
        while (cursor.next()) {
            if (cursor.named(AUDIO_BASE64)) {
                audioLength = cursor.text() ? cursor.textLength() : NOWHERE;
                audioFrom = cursor.textFrom();
                audioEscaped = cursor.textEscaped();
            } else if (cursor.named(EVENT_ID)) {
                eventId = cursor.whole(NO_ID);
            } else if (cursor.named(ERROR_TYPE)) {
                tooLong = cursor.text() && cursor.textIs(TOO_LONG);
            } else {
                cursor.skip();
            }
        }
    }

    private void metadata(ByteBuf in, int from) {
        while (cursor.next()) {
            if (!cursor.named(OUTPUT_FORMAT)) {
                cursor.skip();
            } else if (cursor.text()) {
                format = format(in.toString(from + cursor.textFrom(), cursor.textLength(), StandardCharsets.US_ASCII));
            }
        }
    }

    private static PcmFormat format(String name) {
        Matcher parts = FORMAT.matcher(name);
        int rateHz = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
        if (rateHz < PcmFormat.MIN_RATE_HZ || rateHz > PcmFormat.MAX_RATE_HZ) {
            return null;
        }
        return new PcmFormat(parts.group(1).equals("pcm") ? Encoding.PCM16 : Encoding.MULAW, rateHz);
    }

    private void tell(AgentFrame frame) {
        switch (event) {
            case AUDIO -> audio(frame);
            case INTERRUPTION -> interruption(frame);
            case USER_TRANSCRIPT -> end(frame, false);
            case ERROR -> frame.goingAway(tooLong);
            case METADATA -> { } // read already
        }
    }

    private void audio(AgentFrame frame) {
        if (audioLength == NOWHERE) {
            frame.unparsed(true);
            return;
        }
        boolean late = eventId != NO_ID && eventId <= lateId;
        if (!late) {
            turn += speaking ? 0 : 1;
            speaking = true;
            lastId = Math.max(lastId, eventId);
        }
        frame.audio(late ? lateTurn : turn, late ? lateTurn : turn, format, late);
        frame.span(audioFrom, audioLength, audioEscaped ? Coding.ESCAPED_BASE64 : Coding.BASE64);
        frame.eventId(eventId);
    }

    /** One without a number means what was heard so far. */
    private void interruption(AgentFrame frame) {
        lateId = Math.max(lateId, eventId == NO_ID ? lastId : eventId);
        lateTurn = turn;
        frame.interrupted(speaking ? 1 : 0);
        end(frame, true);
    }

    private void end(AgentFrame frame, boolean interrupted) {
        if (speaking) {
            frame.responseEnd(turn, interrupted);
        }
        speaking = false;
    }

    /** Which event the cursor has read the type of; null: one that does not concern lips. */
    private Event event() {
        if (cursor.textIs(AUDIO)) {
            return Event.AUDIO;
        } else if (cursor.textIs(INTERRUPTION)) {
            return Event.INTERRUPTION;
        } else if (cursor.textIs(METADATA)) {
            return Event.METADATA;
        } else if (cursor.textIs(ERROR)) {
            return Event.ERROR;
        }
        return cursor.textIs(USER_TRANSCRIPT) ? Event.USER_TRANSCRIPT : null;
    }

    /** Sound from the microphone, most of what a client says, has no type. */
    @Override
    public boolean wantsOfClient(boolean binary, ByteBuf in, int from, int length) {
        if (variables == null || binary) {
            return false;
        }
        cursor.wrap(in, from, length);
        if (!cursor.enter()) {
            return cursor.finished();
        }
        while (cursor.next()) {
            if (cursor.named(MICROPHONE)) {
                return false;
            } else if (!cursor.named(TYPE)) {
                cursor.skip();
            } else if (cursor.text()) {
                return cursor.textIs(INITIATION);
            }
        }
        return cursor.broken();
    }

    @Override
    public void scanOfClient(boolean binary, ByteBuf in, int from, int length, ClientFrame frame) {
        boolean initiation = false;
        int valueFrom = NOWHERE;
        int valueTo = NOWHERE;
        cursor.wrap(in, from, length).enter();
        while (cursor.next()) {
            if (cursor.named(TYPE)) {
                initiation = cursor.text() && cursor.textIs(INITIATION);
            } else {
                boolean own = cursor.named(VARIABLES);
                valueFrom = own ? cursor.position() : valueFrom;
                cursor.skip();
                valueTo = own ? cursor.position() : valueTo;
            }
        }
        int brace = cursor.position() - 1;
        if (variables != null && initiation && cursor.finished()) {
            frame.instead(variables.into(ByteBufUtil.getBytes(in, from, length), valueFrom, valueTo, brace));
            variables = null; // only the first one
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
