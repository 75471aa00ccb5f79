// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Writes a message again with the field in it, as one does with Jackson. One thread. */
public final class JacksonSplice {
    private static final String FIELD = "mascotVisemes";

    private final ObjectMapper mapper = new ObjectMapper();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 15);
    private final int event;
    private final int durationMillis;

    public JacksonSplice(int event, int durationMillis) {
        this.event = event;
        this.durationMillis = durationMillis;
    }

    /** One closed mouth; all of the message becomes objects. */
    public byte[] byTree(byte[] message) throws IOException {
        ObjectNode root = (ObjectNode) mapper.readTree(message);
        ObjectNode field = root.putObject(FIELD);
        field.putArray("visemes").addObject().put("visemeId", 0).put("offset", 0);
        field.put("audio_event_id", event).put("subchunk_id", 1).put("total_chunks", 1)
                .put("audio_duration", durationMillis).put("start", 0).put("smoothed", true);
        return mapper.writeValueAsBytes(root);
    }

    /** One closed mouth; event by event. */
    public byte[] streamed(byte[] message) throws IOException {
        return streamed(message, 1, new int[] {0}, new int[] {0}, 0, true);
    }

    byte[] streamed(byte[] message, int changes, int[] visemes, int[] offsets, long startMillis, boolean smoothed)
            throws IOException {
        out.reset();
        try (JsonParser parser = mapper.getFactory().createParser(message);
                JsonGenerator generator = mapper.getFactory().createGenerator(out)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 0) {
                    field(generator, changes, visemes, offsets, startMillis, smoothed);
                }
                generator.copyCurrentEvent(parser);
            }
        }
        return out.toByteArray();
    }

    private void field(JsonGenerator generator, int changes, int[] visemes, int[] offsets, long startMillis, boolean smoothed)
            throws IOException {
        generator.writeObjectFieldStart(FIELD);
        generator.writeArrayFieldStart("visemes");
        for (int i = 0; i < changes; i++) {
            generator.writeStartObject();
            generator.writeNumberField("visemeId", visemes[i]);
            generator.writeNumberField("offset", offsets[i]);
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeNumberField("audio_event_id", event);
        generator.writeNumberField("subchunk_id", 1);
        generator.writeNumberField("total_chunks", 1);
        generator.writeNumberField("audio_duration", durationMillis);
        generator.writeNumberField("start", startMillis);
        if (smoothed) {
            generator.writeBooleanField("smoothed", true);
        }
        generator.writeEndObject();
    }
}
