// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.pcm;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the Flight Recorder hears of one message's way. */
@Timeout(60)
class StageEventsTest {
    private static final List<String> STAGES = List.of("Scan", "Tap", "Features", "Infer", "Splice", "Write");

    @Test
    void shouldTellEachStageOfAMessageWithItsOwnDuration(@TempDir Path folder) throws IOException {
        String speech = delta(pcm(2_400, true));
        Map<String, List<RecordedEvent>> events;
        try (Recording recording = new Recording()) {
            STAGES.forEach(stage -> recording.enable("dev.visemux." + stage).withThreshold(Duration.ZERO));
            recording.start();
            try (Wire wire = new Wire()) {
                wire.vendorSays(created("r1"), speech);
                wire.await(2);
                wire.vendorSays(speech);
                wire.await(3);
            }
            recording.stop();
            recording.dump(folder.resolve("stages.jfr"));
            events = RecordingFile.readAllEvents(folder.resolve("stages.jfr")).stream()
                    .filter(event -> event.getEventType().getName().startsWith("dev.visemux."))
                    .collect(Collectors.groupingBy(event -> event.getEventType().getName().substring("dev.visemux.".length())));
        }
        assertThat(events.keySet()).containsExactlyInAnyOrderElementsOf(STAGES);
        assertThat(sizes(events, "Scan")).contains((long) speech.length()).doesNotContain(0L);
        assertThat(sizes(events, "Splice")).hasSize(2);
        assertThat(sizes(events, "Infer")).containsOnly(1L);
        events.values().forEach(StageEventsTest::haveEndedBeforeTheNext);
    }

    /** Each was measured anew, though all are one object. */
    private static void haveEndedBeforeTheNext(List<RecordedEvent> stage) {
        List<RecordedEvent> inOrder = stage.stream().sorted(Comparator.comparing(RecordedEvent::getStartTime)).toList();
        for (int i = 1; i < inOrder.size(); i++) {
            assertThat(inOrder.get(i - 1).getEndTime()).isBeforeOrEqualTo(inOrder.get(i).getStartTime());
        }
    }

    private static List<Long> sizes(Map<String, List<RecordedEvent>> events, String stage) {
        return events.get(stage).stream().map(event -> event.getLong("size")).toList();
    }
}
