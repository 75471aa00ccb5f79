// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;
import java.util.Arrays;

/**
 * What one message of the agent says, as far as lips are concerned: filled by {@link Dialogue#scan}, reused from
 * message to message. Positions count from the payload's first byte. One thread; it owns nothing.
 */
public final class AgentFrame {
    /** What the session must do with the message. */
    public enum Kind {
        /** Nothing: it passes as it came. */
        OTHER,
        /** It carries audio of {@link #turn()}. */
        AUDIO,
        /** {@link #turn()} has no more audio: the mouth closes. */
        TURN_END,
        /** No turn of {@link #response()} has any more audio; the message itself passes. */
        RESPONSE_END
    }

    /** How a span's samples are written. */
    public enum Coding {
        BASE64,
        /** With JSON escapes, which stand for single characters. */
        ESCAPED_BASE64,
        /** As they are: no text at all. */
        RAW
    }

    private Kind kind = Kind.OTHER;
    private boolean unparsed;
    private int interrupted;
    private long turn;
    private long response;
    private boolean late;
    private boolean ends;
    private boolean sole;
    private boolean goingAway;
    private long eventId;
    private PcmFormat format;
    private int spliceAt;
    private int spans;
    private int[] spanFrom = new int[4];
    private int[] spanLength = new int[4];
    private Coding[] spanCoding = new Coding[4];

    public Kind kind() {
        return kind;
    }

    /** The provider could not read it. */
    public boolean unparsed() {
        return unparsed;
    }

    /** How many responses it cut short. */
    public int interrupted() {
        return interrupted;
    }

    /** Names the turn within the session. */
    public long turn() {
        return turn;
    }

    /** Names what the turn is a part of. */
    public long response() {
        return response;
    }

    /** It comes after its response was interrupted, or as the end of one that was. */
    public boolean late() {
        return late;
    }

    /** Audio that is its turn's last: after it the mouth closes. */
    public boolean ends() {
        return ends;
    }

    /** Audio of a vendor that speaks one turn at a time: those before it have ended. */
    public boolean sole() {
        return sole;
    }

    /** The vendor says that the session is about to end, or has ended. */
    public boolean goingAway() {
        return goingAway;
    }

    /** The vendor's own number for it, or -1. */
    public long eventId() {
        return eventId;
    }

    /** Null where its format is not supported. */
    public PcmFormat format() {
        return format;
    }

    /** Position of the last brace: what is added goes before it. */
    public int spliceAt() {
        return spliceAt;
    }

    /** Pieces that make up its audio, in order. */
    public int spans() {
        return spans;
    }

    public int spanFrom(int span) {
        return spanFrom[span];
    }

    public int spanLength(int span) {
        return spanLength[span];
    }

    public Coding spanCoding(int span) {
        return spanCoding[span];
    }

    void clear() {
        kind = Kind.OTHER;
        unparsed = false;
        interrupted = 0;
        late = false;
        ends = false;
        sole = false;
        goingAway = false;
        eventId = -1;
        spans = 0;
    }

    void unparsed(boolean yes) {
        unparsed = yes;
    }

    void interrupted(int responses) {
        interrupted = responses;
    }

    void spliceAt(int position) {
        spliceAt = position;
    }

    void span(int from, int length, Coding coding) {
        if (spans == spanFrom.length) {
            spanFrom = Arrays.copyOf(spanFrom, 2 * spans);
            spanLength = Arrays.copyOf(spanLength, 2 * spans);
            spanCoding = Arrays.copyOf(spanCoding, 2 * spans);
        }
        spanFrom[spans] = from;
        spanLength[spans] = length;
        spanCoding[spans++] = coding;
    }

    void audio(long turn, long response, PcmFormat format, boolean late) {
        kind = Kind.AUDIO;
        this.turn = turn;
        this.response = response;
        this.format = format;
        this.late = late;
    }

    void ends(boolean yes) {
        ends = yes;
    }

    void sole(boolean yes) {
        sole = yes;
    }

    void goingAway(boolean yes) {
        goingAway = yes;
    }

    void eventId(long number) {
        eventId = number;
    }

    void turnEnd(long turn, long response) {
        kind = Kind.TURN_END;
        this.turn = turn;
        this.response = response;
    }

    void responseEnd(long response, boolean late) {
        kind = Kind.RESPONSE_END;
        this.response = response;
        this.late = late;
    }
}
