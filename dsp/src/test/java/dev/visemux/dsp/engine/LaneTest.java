// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.ControlledMessageHandler.Action;
import org.junit.jupiter.api.Test;

class LaneTest {
    private static final int KIB = 1 << 10;
    private static final Ticket TICKET = new Ticket(7, PcmFormat.pcm16(16_000), "default", DspStream.Mode.LIVE);

    @Test
    void shouldGiveRoomToEveryRecordOfAFrameThatFits() {
        Random random = new Random(1);
        Lane lane = new Lane(256 * KIB);
        for (int round = 0; round < 2_000; round++) {
            int bytes = random.nextInt(1, 200 * KIB);
            if (lane.fits(bytes)) {
                for (int left = bytes; left > 0; left -= DspStream.MAX_RECORD_BYTES) {
                    int index = lane.claim(Math.min(left, DspStream.MAX_RECORD_BYTES));
                    assertThat(index).isNotNegative();
                    lane.commit(index, 7, 0, false);
                }
            } else {
                lane.read((type, buffer, index, length) -> Action.COMMIT);
                lane.read((type, buffer, index, length) -> Action.COMMIT);
            }
        }
    }

    @Test
    void shouldKeepItsReserveForControlRecords() {
        Lane lane = new Lane(256 * KIB);
        while (lane.claim(2) >= 0) {
            continue;
        }
        int controls = 0;
        while (lane.control(Lane.GAP, TICKET)) {
            controls++;
        }
        assertThat(controls).isBetween(4_000, 4_100);
    }

    @Test
    void shouldNotCountAClaimAsARecord() {
        Lane lane = new Lane(256 * KIB);
        assertThat(lane.hasRecords()).isFalse();
        int index = lane.claim(10);
        assertThat(lane.hasRecords()).isFalse();
        lane.commit(index, 7, 10, true);
        assertThat(lane.hasRecords()).isTrue();
    }

    /** Two threads, many records of every size: none lost, torn or out of order, aborted ones not seen. */
    @Test
    void shouldCarryRecordsBetweenTwoThreadsInOrder() throws Exception {
        Lane lane = new Lane(256 * KIB);
        Bell bell = new Bell();
        int records = 200_000;
        CompletableFuture<List<String>> faults = CompletableFuture.supplyAsync(() -> consume(lane, bell, records));
        Random random = new Random(2);
        for (int record = 0; record < records; ) {
            int index = lane.claim(random.nextInt(108, 4_000));
            if (index >= 0 && random.nextInt(10) == 0) {
                lane.abort(index);
            } else if (index >= 0) {
                int length = 8 + record % 100;
                for (int i = 0; i < length; i++) {
                    lane.buffer().putByte(index + i, (byte) record);
                }
                lane.commit(index, record++, length, record % 3 == 0);
                bell.ring();
            }
        }
        assertThat(faults.get()).isEmpty();
    }

    private static List<String> consume(Lane lane, Bell bell, int records) {
        List<String> faults = new ArrayList<>();
        int[] next = {0};
        while (next[0] < records) {
            lane.read((type, buffer, index, length) -> {
                int header = buffer.getInt(index + Lane.LENGTH_OFFSET);
                int expected = 8 + next[0] % 100;
                if (buffer.getInt(index + Lane.STREAM_OFFSET) != next[0] || (header & ~Lane.END_OF_FRAME) != expected) {
                    faults.add("record " + next[0] + " is another");
                }
                for (int i = 0; i < expected; i++) {
                    if (buffer.getByte(index + Lane.PCM_OFFSET + i) != (byte) next[0]) {
                        faults.add("record " + next[0] + " is torn at " + i);
                    }
                }
                next[0]++;
                return Action.CONTINUE;
            });
            if (next[0] < records) {
                bell.nap(lane::hasRecords, Long.MAX_VALUE); // a lost wake-up hangs here
            }
        }
        return faults;
    }
}
