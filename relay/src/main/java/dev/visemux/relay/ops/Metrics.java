// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * What operators see: counters that any thread adds to without a lock and the management door reads.
 * A metric is one constant of {@link Counter} or {@link Gauge}; labels never come from data.
 */
public final class Metrics {
    private final Map<Counter, LongAdder> counters = new EnumMap<>(Counter.class);
    private final Map<RelayError, LongAdder> errors = new EnumMap<>(RelayError.class);
    private final Outcomes handshakes = new Outcomes();
    private final Outcomes dials = new Outcomes();
    private final Closes closes = new Closes();
    private final List<Timings> timings = new CopyOnWriteArrayList<>();

    public Metrics() {
        for (Counter counter : Counter.values()) {
            counters.put(counter, new LongAdder());
        }
        for (RelayError error : RelayError.values()) {
            errors.put(error, new LongAdder());
        }
    }

    public void add(Counter counter, long amount) {
        counters.get(counter).add(amount);
    }

    public void count(Counter counter) {
        counters.get(counter).increment();
    }

    public long value(Counter counter) {
        return counters.get(counter).sum();
    }

    /** A refusal, a cut or a fault that somebody was told of. */
    public void count(RelayError error) {
        errors.get(error).increment();
    }

    public long value(RelayError error) {
        return errors.get(error).sum();
    }

    /** Of WebSocket upgrades at the public door. */
    public Outcomes handshakes() {
        return handshakes;
    }

    /** Of ways to a vendor. */
    public Outcomes dials() {
        return dials;
    }

    public Closes closes() {
        return closes;
    }

    /** A thread's own; what it records counts. */
    public Timings newTimings() {
        Timings fresh = new Timings();
        timings.add(fresh);
        return fresh;
    }

    List<Timings> timings() {
        return timings;
    }

    /**
     * Every counter with the sentence that explains it. {@code undecorated_*} is the fault list of stop 9. A time is counted
     * in what its name ends with, and told in seconds.
     */
    public enum Counter {
        SESSIONS_OPENED("Sessions whose upstream stood"),
        SESSIONS_CLOSED("Sessions that ended, for whatever reason"),
        CLIENT_MESSAGES("Messages passed on from clients"),
        UPSTREAM_MESSAGES("Messages passed on from vendors"),
        CLIENT_READ_BYTES("Bytes read from clients, from the end of the handshake on"),
        CLIENT_WRITTEN_BYTES("Bytes written to clients"),
        UPSTREAM_READ_BYTES("Bytes read from vendors"),
        UPSTREAM_WRITTEN_BYTES("Bytes written to vendors"),
        CLIENT_PAUSED_NANOS("Back-pressure: how long clients were not read because their vendors took no more"),
        UPSTREAM_PAUSED_NANOS("Back-pressure: how long vendors were not read because their clients took no more"),
        AUDIO_MESSAGES("Messages with agent audio"),
        AUDIO_MILLIS("Agent audio in all messages"),
        DECORATED("Audio messages that left with visemes"),
        UNDECORATED_HOLD("Audio messages let go because their visemes took longer than hold"),
        UNDECORATED_RING_FULL("Audio messages that found no room in the ring"),
        UNDECORATED_INVALID_AUDIO("Audio messages whose base64 or length was broken"),
        UNDECORATED_UNKNOWN_FORMAT("Audio messages in a format that is not supported"),
        UNDECORATED_STREAMS("Audio messages of more streams at once than session.max_streams"),
        UNDECORATED_ENGINE("Audio messages that met a failed worker"),
        INTERRUPTIONS("Turns cut short by the user"),
        GO_AWAY("Sessions whose end the vendor announced: goAway, session_expired, max_duration_exceeded, or close 1001"),
        GATHERED("Messages that spanned reads and were gathered"),
        UNPARSED("Messages that the provider could not read; forwarded as they are"),
        CONNECTIONS_REFUSED("Connections closed at once because max_connections were open"),
        ACCEPT_FAILURES("Attempts to accept a connection that failed, as without a free file descriptor"),
        SLOW_HEADS("Connections closed because their first request's head took longer than http.handshake"),
        HTTP_REQUESTS("Requests of the public door, upgrades not counted"),
        RECORDINGS("Recordings analysed to their end"),
        RECORDED_MILLIS("Sound in the recordings that were analysed to their end"),
        TOKENS_SEALED("Signed URLs given out"),
        TOKENS_REFUSED("Upgrades refused because of what they brought; the reasons are outcomes of handshakes"),
        RATE_LIMITED_UPGRADES("Upgrades refused because their address or tenant came too often"),
        RATE_LIMITED_SIGNS("Signatures refused because their tenant signs too often"),
        RATE_LIMITED_FRAMES("Sessions ended because of too many pings or empty fragments"),
        REDIS_CALLS("Commands to Redis; once a second one that asks whether it is well"),
        REDIS_FAILURES("Commands that Redis refused, or did not answer within redis.timeout"),
        REDIS_MICROS("How long all commands to Redis took; over redis_calls: the mean"),
        REDIS_LOCAL("Tokens, places and rates that this relay allowed on its own, because Redis did not answer"),
        LEDGER_LINES("Lines of the ledger that are on the disk"),
        LEDGER_LINES_SHARED("Lines of the ledger, of this run and of earlier ones, that this relay has fed to Redis"),
        LEDGER_FAILURES("Attempts to write the ledger that failed; what was used is kept in memory and tried again"),
        TRACE_SPANS("Sessions over that were traced; those neither delivered nor failed wait, or found tracing.queue full"),
        TRACE_SPANS_DELIVERED("Of them, taken by tracing.endpoint"),
        TRACE_SPANS_FAILED("Of them, lost because tracing.endpoint did not take them"),
        SLOW_CONSUMERS("Sessions cut because a reader made no progress");

        private final String sentence;

        Counter(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }
}
