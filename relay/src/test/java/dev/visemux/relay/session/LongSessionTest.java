// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.visemes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.session.Audio.Visemes;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An hour of speech as fast as it can be sent, cut anywhere, with messages in between that go undecorated. */
@Timeout(120)
class LongSessionTest {
    /** No whole number of samples a millisecond, nor a hop. */
    private static final int RATE_HZ = 11_025;
    private static final long BYTES = 2L * RATE_HZ * 3_600;
    private static final int MAX_MESSAGE_BYTES = 500_001;

    private final Random random = new Random(60);
    private final byte[] noise = new byte[MAX_MESSAGE_BYTES];
    private long heardBytes;
    private long analysed;

    @Test
    void shouldNotDriftByAMillisecondInAnHour() {
        random.nextBytes(noise);
        Lips lips = new Lips("default", LipSyncOptions.CONVERSATION, null);
        try (Wire wire = Wire.of("openai", Map.of(), lips)) {
            wire.vendorSays("{\"type\":\"session.created\",\"session\":{\"audio\":{\"output\":{\"format\":"
                    + "{\"type\":\"audio/pcm\",\"rate\":" + RATE_HZ + "}}}}}");
            long millis = 0;
            long missed = 0;
            while (heardBytes < BYTES) {
                int length = (int) Math.min(BYTES - heardBytes, random.nextInt(8) == 0
                        ? random.nextInt(7) : 1 + random.nextInt(MAX_MESSAGE_BYTES));
                long before = millis();
                if (random.nextInt(10) == 0) {
                    sayUnreadable(wire, length);
                    missed += millis() - before;
                } else {
                    millis += say(wire, length);
                }
            }
            assertThat(millis + missed).as("durations add up").isEqualTo(3_600_000);
            assertThat(missed).isPositive();
            wire.forget();
            wire.vendorSays(done("r1"));
            assertThat(visemes(wire.await(1).getFirst()).start()).isEqualTo(3_600_000);
            assertThat(wire.count(Counter.DECORATED)).isEqualTo(analysed);
        }
    }

    private long say(Wire wire, int length) {
        wire.forget();
        long before = millis();
        wire.vendorSays(delta(Arrays.copyOf(noise, length)));
        heardBytes += length;
        analysed++;
        Visemes told = visemes(wire.await(1).getFirst());
        assertThat(told.start()).isEqualTo(before);
        assertThat(told.duration()).isEqualTo(millis() - before);
        long last = -1;
        for (String viseme : told.visemes()) {
            long offset = Long.parseLong(viseme.substring(viseme.indexOf('@') + 1));
            assertThat(offset).isGreaterThan(last).isLessThanOrEqualTo(told.duration());
            last = offset;
        }
        return told.duration();
    }

    /** Its audio cannot be decoded, but its length is known. */
    private void sayUnreadable(Wire wire, int length) {
        wire.forget();
        String message = delta(new byte[length]).replaceFirst("\"delta\":\"A", "\"delta\":\"*");
        wire.vendorSays(message);
        heardBytes += length;
        String heard = wire.await(1).getFirst();
        if (length > 0) {
            assertThat(heard).isEqualTo(message);
        } else {
            analysed++;
        }
    }

    private long millis() {
        return heardBytes / 2 * 1_000 / RATE_HZ;
    }
}
