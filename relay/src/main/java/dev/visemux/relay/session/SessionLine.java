// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.Timings;
import dev.visemux.relay.ops.Timings.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each session that is over: what is needed to answer who complains about it, and no secret. Its logger is
 * {@code visemux.sessions}. Once a session; on its event loop.
 */
final class SessionLine {
    private static final Logger log = LoggerFactory.getLogger("visemux.sessions");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UNDECORATED = "UNDECORATED_";
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private final Map<String, Object> line = new LinkedHashMap<>();

    SessionLine(Arrival arrival, Account account, Lips lips) {
        line.put("session", arrival.session());
        line.put("request", arrival.requestId());
        line.put("tenant", account.tenant());
        line.put("provider", account.provider());
        line.put("door", arrival.door());
        line.put("client", arrival.address() == null ? null : arrival.address().getHostAddress());
        line.put("viseme_model", lips.model());
        line.put("viseme_delivery", lips.own() == null ? "inline" : "separate");
    }

    /** {@code dialNanos}: how long it took until the vendor stood; negative where it never did. */
    SessionLine lasted(Instant start, Duration duration, String vendorHost, long dialNanos) {
        line.put("vendor_host", vendorHost);
        line.put("start", start.toString());
        line.put("duration_ms", duration.toMillis());
        line.put("dial_ms", dialNanos < 0 ? null : dialNanos / NANOS_PER_MILLI);
        return this;
    }

    SessionLine counted(SessionCounts counts) {
        for (Counter counter : new Counter[] {Counter.CLIENT_MESSAGES, Counter.UPSTREAM_MESSAGES, Counter.CLIENT_READ_BYTES,
            Counter.CLIENT_WRITTEN_BYTES, Counter.UPSTREAM_READ_BYTES, Counter.UPSTREAM_WRITTEN_BYTES, Counter.AUDIO_MESSAGES,
            Counter.DECORATED, Counter.INTERRUPTIONS, Counter.UNPARSED, Counter.GO_AWAY}) {
            line.put(lower(counter), counts.of(counter));
        }
        line.put("audio_ms", counts.of(Counter.AUDIO_MILLIS));
        line.put("client_paused_ms", counts.of(Counter.CLIENT_PAUSED_NANOS) / NANOS_PER_MILLI);
        line.put("upstream_paused_ms", counts.of(Counter.UPSTREAM_PAUSED_NANOS) / NANOS_PER_MILLI);
        line.put("undecorated", undecorated(counts));
        return this;
    }

    /** By reason. */
    private static Map<String, Long> undecorated(SessionCounts counts) {
        Map<String, Long> reasons = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            if (counter.name().startsWith(UNDECORATED) && counts.of(counter) > 0) {
                reasons.put(lower(counter).substring(UNDECORATED.length()), counts.of(counter));
            }
        }
        return reasons;
    }

    SessionLine timed(Timings timings) {
        Map<String, Object> kinds = new LinkedHashMap<>();
        for (Kind kind : new Kind[] {Kind.AUDIO, Kind.OTHER, Kind.CLIENT}) {
            Map<String, Long> times = new LinkedHashMap<>();
            times.put("p50", timings.atMost(kind, 0.5) / NANOS_PER_MICRO);
            times.put("p99", timings.atMost(kind, 0.99) / NANOS_PER_MICRO);
            times.put("max", timings.longest(kind) / NANOS_PER_MICRO);
            kinds.put(lower(kind), times);
        }
        line.put("added_us", kinds);
        return this;
    }

    SessionLine ended(SessionEnd end) {
        line.put("close_side", lower(end.side()));
        line.put("close_code", end.code());
        line.put("close_reason", end.closing().reasonToTell());
        line.put("error", end.error() == null ? null : end.error().code());
        return this;
    }

    void log() {
        try {
            log.info(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // strings and numbers can be written
        }
    }

    private static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
