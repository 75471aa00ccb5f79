// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

/**
 * Every way to say no, once: its stable code is the JSON {@code code}, the WebSocket close reason and the metric label.
 * {@code httpStatus} answers a request; {@code closeCode} (RFC 6455, section 7.4) ends an accepted WebSocket, 0 where
 * that never happens.
 */
public enum RelayError {
    INVALID_REQUEST(Source.CLIENT, 400, 1008, "The request is not valid"),
    INVALID_AUDIO(Source.CLIENT, 400, 0, "Invalid audio data"),
    UNAUTHORIZED(Source.CLIENT, 401, 1008, "The tenant key is missing, unknown or expired"),
    FORBIDDEN(Source.CLIENT, 403, 1008, "The tenant may not do this"),
    INVALID_API_KEY(Source.CLIENT, 403, 0, "Invalid API key"),
    TOKEN_INVALID(Source.CLIENT, 401, 1008, "The token does not open"),
    TOKEN_EXPIRED(Source.CLIENT, 401, 1008, "The token has expired: ask for a new signed URL"),
    TOKEN_CONSUMED(Source.CLIENT, 401, 1008, "The token was used already: ask for a new signed URL"),
    TOKEN_BOUND(Source.CLIENT, 403, 1008, "The token is bound to another origin or address"),
    QUOTA_EXCEEDED(Source.CLIENT, 429, 1008, "The tenant's quota is used up"),
    RATE_LIMITED(Source.CLIENT, 429, 1008, "Too many requests"),
    NOT_FOUND(Source.CLIENT, 404, 0, "There is nothing at this path"),
    METHOD_NOT_ALLOWED(Source.CLIENT, 405, 0, "This path does not take this method"),
    BODY_TOO_LARGE(Source.CLIENT, 413, 0, "The body is larger than the limit"),
    UNSUPPORTED_MEDIA_TYPE(Source.CLIENT, 415, 0, "The content type is not supported"),
    URI_TOO_LONG(Source.CLIENT, 414, 0, "The request line is longer than the limit"),
    HEADERS_TOO_LARGE(Source.CLIENT, 431, 0, "The headers are larger than the limit"),
    UPGRADE_REQUIRED(Source.CLIENT, 426, 0, "This path is a WebSocket"),
    MESSAGE_TOO_LARGE(Source.CLIENT, 0, 1009, "message_too_large"),
    PROTOCOL_ERROR(Source.CLIENT, 0, 1002, "protocol_error"),
    SLOW_CONSUMER(Source.CLIENT, 0, 1008, "slow_consumer"),
    CLIENT_LOST(Source.CLIENT, 0, 1001, "client_lost"),
    IDLE(Source.CLIENT, 0, 1001, "idle"),
    SESSION_EXPIRED(Source.RELAY, 0, 1008, "session_expired"),
    UPSTREAM_UNAUTHORIZED(Source.UPSTREAM, 502, 1008, "The vendor refused the key"),
    UPSTREAM_UNREACHABLE(Source.UPSTREAM, 502, 1011, "The vendor cannot be reached"),
    UPSTREAM_LOST(Source.UPSTREAM, 502, 1011, "The vendor's connection broke"),
    UPSTREAM_PROTOCOL_ERROR(Source.UPSTREAM, 502, 1011, "The vendor broke the WebSocket protocol"),
    UPSTREAM_HOST_REFUSED(Source.UPSTREAM, 502, 1011,
            "The vendor named a host that is not its own; the operator may list it in allowed_hosts"),
    WEBRTC_NOT_CONFIGURED(Source.RELAY, 503, 0, "No LiveKit server is configured; the operator sets livekit in relay.yaml"),
    MODEL_UNAVAILABLE(Source.RELAY, 503, 0, "The viseme model cannot be used; the operator finds the reason in the log"),
    STORE_UNAVAILABLE(Source.RELAY, 503, 1013, "The memory that relays share does not answer: try again soon"),
    OVERLOADED(Source.RELAY, 503, 1013, "The relay is at its limit"),
    DRAINING(Source.RELAY, 503, 1001, "The relay is draining"),
    INTERNAL(Source.RELAY, 500, 1011, "Internal server error");

    private final Source source;
    private final int httpStatus;
    private final int closeCode;
    private final String sentence;

    RelayError(Source source, int httpStatus, int closeCode, String sentence) {
        this.source = source;
        this.httpStatus = httpStatus;
        this.closeCode = closeCode;
        this.sentence = sentence;
    }

    /** Stable and public: lower case, words joined by underscores. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public Source source() {
        return source;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public int closeCode() {
        return closeCode;
    }

    public String sentence() {
        return sentence;
    }

    /** Who caused it. */
    public enum Source { CLIENT, UPSTREAM, RELAY }
}
