// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.relay.provider.AgentFrame.Coding;
import dev.visemux.relay.provider.OpenAiResponses.Response;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * One OpenAI Realtime session as its events tell it, GA and beta. On the session's event loop; an audio message costs
 * no allocation. The rules of turns and interruptions are those of the contract's section 3.
 */
final class OpenAiDialogue implements Dialogue {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] DELTA = ascii("delta");
    private static final byte[] RESPONSE_ID = ascii("response_id");
    private static final byte[] ITEM_ID = ascii("item_id");
    private static final byte[] CONTENT_INDEX = ascii("content_index");
    private static final byte[] RESPONSE = ascii("response");
    private static final byte[] SESSION = ascii("session");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] EXPIRED = ascii("session_expired");
    private static final byte[] CANCELLED = ascii("cancelled");

    private static final byte[][] ID = path("id");
    private static final byte[][] CODE = path("code");
    private static final byte[][] STATUS = path("status");
    private static final byte[][] FORMAT = path("audio", "output", "format");
    private static final byte[][] BETA_FORMAT = path("output_audio_format");
    private static final byte[][] INTERRUPTS = path("audio", "input", "turn_detection", "interrupt_response");
    private static final byte[][] BETA_INTERRUPTS = path("turn_detection", "interrupt_response");

    /** Stands for an id that is missing; no hash of a text is 0, and 0 is a free slot. */
    private static final long NO_ID = 1;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int NOWHERE = -1;

    private final JsonCursor cursor = new JsonCursor();
    private final BooleanSupplier ofAgent = () -> isKnown(false);
    private final BooleanSupplier ofClient = () -> isKnown(true);
    private final OpenAiResponses responses = new OpenAiResponses();
    private PcmFormat sessionFormat = OpenAiFormats.DEFAULT;
    private boolean speechInterrupts = true;

    // The members of the current message.
    private OpenAiEvent event;
    private long responseId;
    private long itemId;
    private int contentIndex;
    private int detailsAt;
    private int deltaFrom;
    private int deltaLength;
    private boolean deltaEscaped;

    @Override
    public boolean wants(boolean binary, ByteBuf in, int from, int length) {
        return cursor.mayMatter(in, from, length, TYPE, ofAgent);
    }

    @Override
    public boolean wantsOfClient(boolean binary, ByteBuf in, int from, int length) {
        return cursor.mayMatter(in, from, length, TYPE, ofClient);
    }

    @Override
    public void scan(boolean binary, ByteBuf in, int from, int length, AgentFrame frame) {
        frame.clear();
        if (!walk(in, from, length, frame)) {
            frame.unparsed(true);
        } else if (event != null) {
            tell(frame);
        }
    }

    @Override
    public void scanOfClient(boolean binary, ByteBuf in, int from, int length, ClientFrame frame) {
        if (walk(in, from, length, null) && event == OpenAiEvent.RESPONSE_CANCEL) {
            frame.interrupted(responseId == NO_ID ? responses.interruptActive() : responses.interrupt(responseId));
        }
    }

    private boolean isKnown(boolean client) {
        OpenAiEvent type = OpenAiEvent.read(cursor);
        return type != null && client == (type == OpenAiEvent.RESPONSE_CANCEL);
    }

    private boolean walk(ByteBuf in, int from, int length, AgentFrame frame) {
        event = null;
        responseId = NO_ID;
        itemId = NO_ID;
        contentIndex = 0;
        detailsAt = NOWHERE;
        deltaLength = NOWHERE;
        cursor.wrap(in, from, length).enter();
        while (cursor.next()) {
            member();
        }
        if (frame != null) {
            frame.spliceAt(cursor.position() - 1);
        }
        return cursor.finished();
    }

    private void member() {
        if (cursor.named(TYPE)) {
            event = cursor.text() ? OpenAiEvent.read(cursor) : null;
        } else if (cursor.named(DELTA)) {
            delta();
        } else if (cursor.named(RESPONSE_ID)) {
            responseId = id();
        } else if (cursor.named(ITEM_ID)) {
            itemId = id();
        } else if (cursor.named(CONTENT_INDEX)) {
            contentIndex = cursor.number(0);
        } else {
            if (cursor.named(RESPONSE) || cursor.named(SESSION) || cursor.named(ERROR)) {
                detailsAt = cursor.position();
            }
            cursor.skip();
        }
    }

    private void delta() {
        deltaLength = cursor.text() ? cursor.textLength() : NOWHERE;
        deltaFrom = cursor.textFrom();
        deltaEscaped = cursor.textEscaped();
    }

    private long id() {
        return cursor.text() ? cursor.textHash() : NO_ID;
    }

    private void tell(AgentFrame frame) {
        switch (event) {
            case AUDIO, BETA_AUDIO -> audio(frame);
            case AUDIO_DONE, BETA_AUDIO_DONE -> frame.turnEnd(turn(), responseId);
            case SESSION_CREATED, SESSION_UPDATED -> session();
            case RESPONSE_CREATED -> detailed().format(format(sessionFormat));
            case RESPONSE_DONE -> responseDone(frame);
            case SPEECH_STARTED -> frame.interrupted(speechInterrupts ? responses.interruptActive() : 0);
            case ITEM_TRUNCATED -> frame.interrupted(responses.interruptItem(itemId));
            case ERROR -> frame.goingAway(find(CODE) && cursor.text() && cursor.textIs(EXPIRED));
            case RESPONSE_CANCEL -> { } // the client's alone
        }
    }

    private void audio(AgentFrame frame) {
        if (deltaLength == NOWHERE) {
            frame.unparsed(true);
            return;
        }
        Response response = responses.of(responseId, sessionFormat);
        response.item(itemId);
        frame.audio(turn(), responseId, response.format(), response.interrupted());
        frame.span(deltaFrom, deltaLength, deltaEscaped ? Coding.ESCAPED_BASE64 : Coding.BASE64);
    }

    private void session() {
        sessionFormat = format(sessionFormat);
        speechInterrupts = !(find(INTERRUPTS) && cursor.isFalse() || find(BETA_INTERRUPTS) && cursor.isFalse());
    }

    private void responseDone(AgentFrame frame) {
        Response response = detailed();
        if (find(STATUS) && cursor.text() && cursor.textIs(CANCELLED)) {
            frame.interrupted(response.interrupt());
        }
        response.done();
        frame.responseEnd(responseId, response.interrupted());
    }

    /** The response whose details the message holds. */
    private Response detailed() {
        responseId = find(ID) ? id() : NO_ID;
        return responses.of(responseId, sessionFormat);
    }

    private PcmFormat format(PcmFormat otherwise) {
        return find(FORMAT) || find(BETA_FORMAT) ? OpenAiFormats.read(cursor) : otherwise;
    }

    /** A turn is one audio content part. */
    private long turn() {
        return ((responseId * MIX ^ itemId) * MIX ^ contentIndex) * MIX;
    }

    /** Puts the cursor before the value at this path in the details; false where there is none. */
    private boolean find(byte[][] path) {
        return detailsAt != NOWHERE && cursor.find(detailsAt, path);
    }

    private static byte[][] path(String... names) {
        byte[][] path = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            path[i] = ascii(names[i]);
        }
        return path;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
