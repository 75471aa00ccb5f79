// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.visemux.relay.ops.RelayException;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against Jackson, which reads the whole at once. */
class AudioJsonTest {
    private static final JsonMapper reference = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final String[] SHAPES = {
        "{\"audio\":\"%s\"}",
        " { \"model\" : \"default\" ,\n \"audio\" :\t\"%s\" , \"chunk_ms\" : 200 } ",
        "{\"x\":{\"audio\":\"not this\",\"y\":[{\"audio\":\"nor this\"}]},\"audio\":\"%s\",\"z\":[\"audio\",\"}\",\"\\\"\"]}",
        "{\"a\":\"audio\",\"audio\":\"%s\",\"audio2\":\"AAAA\",\"audi\":\"AAAA\",\"b\":\"\\\\\"}"};

    @Test
    void shouldTakeTheAudioOutAndLeaveTheRest() throws IOException {
        Random random = new Random(3);
        for (String shape : SHAPES) {
            for (int size : new int[] {0, 1, 2, 3, 4, 100, 49_151, 49_152, 49_153, 200_000}) {
                byte[] audio = new byte[size];
                random.nextBytes(audio);
                String base64 = Base64.getEncoder().encodeToString(audio);
                String body = shape.formatted(random.nextBoolean() ? base64 : escaped(base64, random));
                ByteArrayOutputStream decoded = new ByteArrayOutputStream();
                JsonFields fields = read(body.getBytes(StandardCharsets.UTF_8), random, decoded);
                ObjectNode expected = (ObjectNode) reference.readTree(body);
                assertThat(fields.object()).isEqualTo(expected.put("audio", ""));
                assertThat(decoded.toByteArray()).isEqualTo(audio);
            }
        }
    }

    /** Whatever Jackson refuses is refused; what it takes is taken, or is no base64 in a string. */
    @Test
    void shouldJudgeMutilatedBodiesAsJacksonDoes() {
        Random random = new Random(5);
        int taken = 0;
        for (int i = 0; i < 8_000; i++) {
            byte[] body = SHAPES[random.nextInt(SHAPES.length)].formatted(Base64.getEncoder().encodeToString(new byte[random.nextInt(9)]))
                    .getBytes(StandardCharsets.UTF_8);
            for (int edits = random.nextInt(3); edits > 0; edits--) {
                int at = random.nextInt(body.length);
                switch (random.nextInt(3)) {
                    case 0 -> body[at] = (byte) "{}[],:\"\\/u0A=\n ".charAt(random.nextInt(15));
                    case 1 -> body[at] = (byte) random.nextInt(256);
                    default -> body = Arrays.copyOf(body, at + 1);
                }
            }
            taken += agree(body, random) ? 1 : 0;
        }
        assertThat(taken).isBetween(500, 7_500);
    }

    static boolean agree(byte[] body, Random random) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        byte[] expected = audio(body);
        String text = new String(body, StandardCharsets.ISO_8859_1);
        if (expected == null) {
            assertThatThrownBy(() -> read(body, random, decoded)).as(text).isInstanceOf(RelayException.class);
        } else {
            read(body, random, decoded);
            assertThat(decoded.toByteArray()).as(text).isEqualTo(expected);
        }
        return expected != null;
    }

    /** Null where the body is refused: no JSON, or no audio in it. A name with an escape in it is not "audio". */
    private static byte[] audio(byte[] body) {
        try {
            JsonNode root = reference.readTree(body);
            String text = root.isObject() && root.path("audio").isTextual() ? root.get("audio").textValue() : null;
            boolean plainName = new String(body, StandardCharsets.ISO_8859_1).contains("\"audio\"");
            return text == null || !plainName ? null : Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    @Test
    void shouldHoldLittleBesideTheAudio() {
        byte[] body = ("{\"x\":\"" + "x".repeat(70_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> read(body, new Random(1), new ByteArrayOutputStream())).hasMessageContaining("larger than 65536 bytes");
    }

    private static JsonFields read(byte[] body, Random random, ByteArrayOutputStream decoded) {
        AudioJson json = new AudioJson(new Base64Audio(piece -> {
            byte[] bytes = new byte[piece.remaining()];
            piece.get(bytes);
            decoded.writeBytes(bytes);
        }));
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 10_000));
            json.take(Unpooled.wrappedBuffer(body, at, length));
            at += length;
        }
        return json.end();
    }

    private static String escaped(String base64, Random random) {
        StringBuilder text = new StringBuilder();
        for (char c : base64.toCharArray()) {
            text.append(c == '/' && random.nextBoolean() ? "\\/" : random.nextInt(50) == 0 ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
        return text.toString();
    }
}
