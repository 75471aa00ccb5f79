// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the instrument cannot see, no run will tell. */
class StampTest {
    private static final String MESSAGE = "{\"type\":\"audio\",\"audio_event\":{\"audio_base_64\":\"" + "AAAA".repeat(100)
            + "\",\"event_id\":" + (Template.FIRST_EVENT + 3) + "},\"turn\":\"turn_" + Template.TURN + "\"}";
    private static final String VISEMES = ",\"mascotVisemes\":{\"visemes\":[{\"visemeId\":21,\"offset\":0}],\"start\":0}";
    private final Stamp stamp = new Stamp();
    private final Injected injected = new Injected();
    private final Faults faults = new Faults();
    private final Order order = new Order(faults);

    private static ByteBuf sent(int session, int sequence) {
        Template template = new Template(MESSAGE.getBytes(StandardCharsets.UTF_8), false);
        ByteBuf frame = template.frame(UnpooledByteBufAllocator.DEFAULT,
                new Mark(Kind.AUDIO, session, sequence, 123_456_789, 1_000_000_007, 40));
        return frame.skipBytes(4); // its header
    }

    private static ByteBuf with(ByteBuf message, String added) {
        String text = message.toString(StandardCharsets.UTF_8);
        message.release();
        return Unpooled.copiedBuffer(text.substring(0, text.length() - 1) + added + "}", StandardCharsets.UTF_8);
    }

    private boolean isWhole(ByteBuf message) {
        boolean whole = stamp.read(message) == Stamp.Verdict.WHOLE && injected.read(message, stamp.end());
        message.release();
        return whole;
    }

    @Test
    void shouldTellWhatItWasGiven() {
        assertThat(isWhole(sent(7, 42))).isTrue();
        assertThat(stamp.kind()).isEqualTo(Kind.AUDIO);
        assertThat(stamp.session()).isEqualTo(7);
        assertThat(stamp.sequence()).isEqualTo(42);
        assertThat(stamp.dueNanos()).isEqualTo(123_456_789);
        assertThat(injected.isPresent()).isFalse();
        assertThat(isWhole(with(sent(7, 43), VISEMES))).isTrue();
        assertThat(injected.isPresent()).isTrue();
    }

    @Test
    void shouldWriteTheNumbersOfTheTurn() {
        ByteBuf message = sent(7, 42);
        assertThat(message.toString(StandardCharsets.UTF_8)).contains("\"event_id\":1000000043}", "\"turn_1000000007\"");
        message.release();
    }

    @Test
    void shouldSeeEveryChangedByte() {
        ByteBuf whole = sent(7, 42);
        for (int i = whole.readerIndex(); i < whole.writerIndex(); i++) {
            ByteBuf changed = whole.copy();
            changed.setByte(i - whole.readerIndex(), changed.getByte(i - whole.readerIndex()) ^ 1);
            assertThat(isWhole(changed)).as("byte %d", i).isFalse();
        }
        whole.release();
    }

    @Test
    void shouldSeeWhatIsNotVisemes() {
        assertThat(isWhole(with(sent(7, 1), ",\"other\":{}"))).isFalse();
        assertThat(isWhole(with(sent(7, 1), VISEMES + " "))).isFalse();
        assertThat(isWhole(with(sent(7, 1), VISEMES + ",\"more\":1"))).isFalse();
        assertThat(isWhole(with(sent(7, 1), VISEMES.replace("21", "22")))).isFalse();
        assertThat(isWhole(with(sent(7, 1), VISEMES.substring(0, VISEMES.length() - 1)))).isFalse();
    }

    @Test
    void shouldNotTakeAVendorOfTheWorldForOurs() {
        ByteBuf message = Unpooled.copiedBuffer(MESSAGE, StandardCharsets.UTF_8);
        assertThat(stamp.read(message)).isEqualTo(Stamp.Verdict.UNSTAMPED);
        message.release();
    }

    @Test
    void shouldTellLostDuplicatedReorderedAndForeign() {
        for (int sequence : new int[] {0, 1, 4, 2, 4, 5}) { // 3 is lost, 2 is late, 4 comes twice
            take(1, sequence);
        }
        take(2, 6);
        order.close(8);
        assertThat(faults).hasToString("lost 3  duplicated 1  reordered 1  corrupt 1");
    }

    private void take(int session, int sequence) {
        isWhole(sent(session, sequence));
        order.take(stamp);
    }
}
