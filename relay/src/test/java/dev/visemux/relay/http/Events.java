// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The events of an answer, read as strictly as they are documented. */
record Events(Map<Integer, Integer> visemes, List<Integer> durations, List<String> progress) {
    private static final Pattern EVENT = Pattern.compile("data: \\{\"visemes\":\\[((?:\\{\"visemeId\":\\d+,\"offset\":\\d+},?)*)],"
            + "\"chunk_progress\":\"(\\d+/\\d+)\",\"chunk_duration_ms\":(\\d+)}\n\n");
    private static final Pattern VISEME = Pattern.compile("\"visemeId\":(\\d+),\"offset\":(\\d+)");

    static Events read(String body) {
        Events events = new Events(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        Matcher event = EVENT.matcher(body);
        int end = 0;
        while (event.find()) {
            assertThat(event.start()).as("nothing between events").isEqualTo(end);
            end = event.end();
            VISEME.matcher(event.group(1)).results().forEach(viseme ->
                    events.visemes.put(Integer.valueOf(viseme.group(2)), Integer.valueOf(viseme.group(1))));
            events.progress.add(event.group(2));
            events.durations.add(Integer.valueOf(event.group(3)));
        }
        assertThat(end).as(body).isEqualTo(body.length());
        return events;
    }

    int millis() {
        return durations.stream().mapToInt(Integer::intValue).sum();
    }
}
