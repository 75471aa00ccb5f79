// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.ArrayList;
import java.util.List;

/** A performance as it is written: line after line, each due when the audio before it has been heard. */
final class Script {
    private final FakeOptions.Pace pace;
    private final List<Line> lines = new ArrayList<>();
    private int millis;

    Script(FakeOptions.Pace pace) {
        this.pace = pace;
    }

    Script say(String json) {
        lines.add(new Line(json, millis, false));
        return this;
    }

    /** A message with audio. */
    Script speak(String json) {
        lines.add(new Line(json, millis, true));
        return this;
    }

    /** While so much audio is heard; in a burst nothing waits for it. */
    Script pause(int audioMillis) {
        millis += pace == FakeOptions.Pace.real ? audioMillis : 0;
        return this;
    }

    /** Audio messages {@code first} to {@code last} (exclusive) of what was not said: they are on their way already. */
    Script late(List<Line> unsaid, int first, int last) {
        unsaid.stream().filter(Line::audio).skip(first).limit(last - first)
                .forEach(line -> lines.add(line.at(millis)));
        return this;
    }

    List<Line> lines() {
        return lines;
    }
}
