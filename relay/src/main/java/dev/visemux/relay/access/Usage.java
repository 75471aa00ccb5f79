// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was used, of anything that can be charged for.
 *
 * @param sessions      whose vendor stood; of recordings: those that had samples
 * @param sessionMillis from when the vendor stood until the session ended
 * @param audioMillis   sound that was forwarded, decorated or not, counted in samples; of recordings: what the engine took
 * @param speechMillis  of it, what was told to be other than silence, in hops of 10 ms
 * @param messages      WebSocket messages of both sides
 * @param bytes         what both sides of a session sent, frames included, before TLS; of recordings: their samples, decoded
 */
public record Usage(long sessions, long sessionMillis, long audioMillis, long speechMillis, long messages, long bytes) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0);

    /** By the names that the ledger, its answers and its tables use, in their order. */
    public Map<String, Long> amounts() {
        Map<String, Long> amounts = new LinkedHashMap<>();
        amounts.put("sessions", sessions);
        amounts.put("session_ms", sessionMillis);
        amounts.put("audio_ms", audioMillis);
        amounts.put("speech_ms", speechMillis);
        amounts.put("messages", messages);
        amounts.put("bytes", bytes);
        return amounts;
    }

    /** The reverse of {@link #amounts}; what is not there is 0. */
    static Usage of(Map<String, Long> amounts) {
        return new Usage(amounts.getOrDefault("sessions", 0L), amounts.getOrDefault("session_ms", 0L),
                amounts.getOrDefault("audio_ms", 0L),
                amounts.getOrDefault("speech_ms", 0L), amounts.getOrDefault("messages", 0L), amounts.getOrDefault("bytes", 0L));
    }

    public Usage plus(Usage more) {
        return new Usage(sessions + more.sessions, sessionMillis + more.sessionMillis, audioMillis + more.audioMillis,
                speechMillis + more.speechMillis, messages + more.messages, bytes + more.bytes);
    }
}
