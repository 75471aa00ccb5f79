// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.Locale;

/** One session's span: events by turn, never by message, and no secret. The session's event loop only. */
public final class SessionTrace {
    /** Of a session that is not traced. */
    public static final SessionTrace OFF = new SessionTrace(Span.getInvalid(), () -> { });

    private static final AttributeKey<Long> AUDIO_MILLIS = AttributeKey.longKey("visemux.audio_ms");
    private static final AttributeKey<String> SIDE = AttributeKey.stringKey("visemux.close.side");
    private static final AttributeKey<Long> CODE = AttributeKey.longKey("visemux.close.code");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("visemux.close.reason");

    private final Span span;
    private final Runnable onEnd;

    SessionTrace(Span span, Runnable onEnd) {
        this.span = span;
        this.onEnd = onEnd;
    }

    /** Who it is, by what may be logged. */
    public void names(String session, String request, String tenant, String provider, String door) {
        span.setAttribute("visemux.session", session).setAttribute("visemux.request", request)
                .setAttribute("visemux.tenant", tenant).setAttribute("visemux.provider", provider)
                .setAttribute("url.path", door);
    }

    /** The vendor stands. */
    public void connected() {
        span.addEvent("connected");
    }

    public void audioBegins() {
        span.addEvent("audio begins");
    }

    public void interrupted() {
        span.addEvent("interruption");
    }

    /** {@code millis}: the turn's audio. */
    public void audioDone(long millis) {
        if (span.isRecording()) {
            span.addEvent("audio done", Attributes.of(AUDIO_MILLIS, millis));
        }
    }

    /** {@code reason}: without what could be a key; {@code error}: null where a peer closed in order. */
    public void closes(Closes.Side side, int code, String reason, RelayError error) {
        if (span.isRecording()) {
            span.addEvent("close", Attributes.of(SIDE, side.name().toLowerCase(Locale.ROOT), CODE, (long) code, REASON, reason));
            if (error != null) {
                span.setStatus(StatusCode.ERROR, error.code());
            }
        }
    }

    /** Nothing follows. */
    public void end() {
        if (span.isRecording()) {
            span.end();
            onEnd.run();
        }
    }
}
