// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cursor against Jackson: what the one accepts and reads, the other accepts and reads. */
class JsonCursorTest {
    private final JsonCursor cursor = new JsonCursor();
    private final ByteBuf buf = Unpooled.directBuffer();

    @AfterEach
    void release() {
        assertThat(buf.release()).isTrue();
    }

    @Test
    void shouldReadMembersAsJacksonDoes() {
        for (int seed = 0; seed < 10_000; seed++) {
            byte[] text = new RandomJson(seed).object(4).getBytes(StandardCharsets.UTF_8);
            assertThat(JsonMembers.byCursor(text)).as("seed %d: %s", seed, new String(text, StandardCharsets.UTF_8))
                    .isEqualTo(JsonMembers.byJackson(text));
        }
    }

    @Test
    void shouldAcceptOnlyWhatJacksonAccepts() {
        Random random = new Random(1);
        int accepted = 0;
        for (int seed = 0; seed < 30_000; seed++) {
            String json = new RandomJson(seed).object(3).replaceAll("[^\\x00-\\x7f]", "?");
            byte[] text = json.getBytes(StandardCharsets.US_ASCII);
            byte[] broken = mutate(text, random);
            List<String> expected = JsonMembers.byJackson(broken);
            accepted += expected == null ? 0 : 1;
            assertThat(JsonMembers.byCursor(broken)).as("seed %d: %s", seed, new String(broken, StandardCharsets.US_ASCII))
                    .isEqualTo(expected);
        }
        assertThat(accepted).isBetween(3_000, 27_000);
    }

    @Test
    void shouldCallEveryTruncationBroken() {
        byte[] text = "{\"a\":[1,{\"b\":\"x\\u0041\\\"\"}],\"c\":-1.5e+3,\"d\":true}"
                .getBytes(StandardCharsets.US_ASCII);
        for (int length = 0; length < text.length; length++) {
            assertThat(JsonMembers.byCursor(java.util.Arrays.copyOf(text, length))).as("%d bytes", length).isNull();
        }
        assertThat(JsonMembers.byCursor(text)).isNotNull();
    }

    @Test
    void shouldSeeAnEndBehindALongStringAndNothingBeyond() {
        buf.writeZero(3).writeBytes(("{\"delta\":\"" + "A".repeat(100_000)).getBytes(StandardCharsets.US_ASCII));
        int cut = buf.writerIndex() - 3;
        buf.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
        assertThat(cursor.wrap(buf, 3, cut).enter()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.text()).isFalse();
        assertThat(cursor.broken()).isTrue();
        assertThat(cursor.wrap(buf, 3, cut + 2).enter() && cursor.next() && cursor.text()).isTrue();
        assertThat(cursor.textLength()).isEqualTo(100_000);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.finished()).isTrue();
    }

    @Test
    void shouldGiveUpBelowSixtyFourBrackets() {
        assertThat(JsonMembers.byCursor(nested(63))).isNotNull();
        assertThat(JsonMembers.byCursor(nested(64))).isNotNull();
        assertThat(JsonMembers.byCursor(nested(65))).isNull();
        assertThat(JsonMembers.byCursor(nested(100_000))).isNull();
    }

    @Test
    void shouldReadWholeNumbersAndNothingElseAsSuch() {
        assertThat(number("0")).isZero();
        assertThat(number("24000")).isEqualTo(24_000);
        assertThat(number("1234567890")).isEqualTo(-7);
        for (String other : List.of("-1", "1.0", "1e3", "\"5\"", "null", "[1]")) {
            assertThat(number(other)).as(other).isEqualTo(-7);
        }
    }

    private int number(String value) {
        buf.clear().writeBytes(("{\"n\": " + value + "}").getBytes(StandardCharsets.US_ASCII));
        cursor.wrap(buf, 0, buf.readableBytes()).enter();
        cursor.next();
        int number = cursor.number(-7);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.finished()).isTrue();
        return number;
    }

    private static byte[] nested(int depth) {
        return ("{\"a\":" + "[".repeat(depth) + "1" + "]".repeat(depth) + "}").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] mutate(byte[] text, Random random) {
        byte[] broken = text.clone();
        String likely = "{}[]\",:\\/0123456789-+.eEtfnu \n";
        for (int i = random.nextInt(3); i >= 0 && broken.length > 0; i--) {
            broken[random.nextInt(broken.length)] = (byte) likely.charAt(random.nextInt(likely.length()));
        }
        return random.nextInt(4) > 0 ? broken : java.util.Arrays.copyOf(broken, random.nextInt(broken.length + 1));
    }
}
