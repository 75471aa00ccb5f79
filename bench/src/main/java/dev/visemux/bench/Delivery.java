// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One message as the vendor said it and as the client got it.
 *
 * @param injected  what was added in front of the last closing brace; null where nothing was
 * @param identical whether every other byte and the opcode are the vendor's
 */
record Delivery(FakeSession.Said said, WireClient.Message got, Visemes injected, boolean identical) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIELD = ",\"mascotVisemes\":";

    /** The injected field, all of it: an unknown key is an error. */
    record Visemes(List<Entry> visemes,
            @JsonProperty("audio_event_id") long audioEventId, @JsonProperty("subchunk_id") int subchunkId,
            @JsonProperty("total_chunks") int totalChunks, @JsonProperty("audio_duration") long audioDuration,
            long start, boolean smoothed) {

        boolean closesTheMouth() {
            return audioDuration == 0 && visemes.equals(List.of(new Entry(0, 0)));
        }
    }

    record Entry(int visemeId, int offset) {
        @Override
        public String toString() {
            return visemeId + "@" + offset;
        }
    }

    /** Pairs messages in order; a message that is missing or too many shows as not identical. */
    static List<Delivery> pair(List<FakeSession.Said> said, List<WireClient.Message> got) throws IOException {
        List<Delivery> all = new ArrayList<>();
        for (int i = 0; i < Math.max(said.size(), got.size()); i++) {
            all.add(of(i < said.size() ? said.get(i) : null, i < got.size() ? got.get(i) : null));
        }
        return all;
    }

    private static Delivery of(FakeSession.Said said, WireClient.Message got) throws IOException {
        if (said == null || got == null || said.binary() == got.text()) {
            return new Delivery(said, got, null, false);
        }
        byte[] before = said.payload();
        byte[] after = got.payload();
        int brace = new String(before, StandardCharsets.ISO_8859_1).lastIndexOf('}');
        int added = after.length - before.length;
        if (added <= 0 || brace < 0) {
            return new Delivery(said, got, null, Arrays.equals(before, after));
        }
        boolean same = Arrays.equals(before, 0, brace, after, 0, brace)
                && Arrays.equals(before, brace, before.length, after, brace + added, after.length);
        String field = new String(after, brace, added, StandardCharsets.UTF_8);
        if (!field.startsWith(FIELD)) {
            return new Delivery(said, got, null, false);
        }
        return new Delivery(said, got, JSON.readValue(field.substring(FIELD.length()), Visemes.class), same);
    }

    boolean isAudio() {
        return said != null && said.audio();
    }

    /** From just before the vendor's write to just after the client's read: both sockets and all between them. */
    long nanos() {
        return got.nanos() - said.nanos();
    }
}
