// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.visemux.dsp.viseme.Timeline;

/** How {@code visemes} writes a file's cues. */
enum CueFormat {
    /** The timeline, a line a file. */
    json {
        @Override
        String write(String utterance, boolean named, Timeline timeline, long durationMillis) {
            return timeline.toJson(durationMillis) + '\n';
        }
    },
    /** The utterance's name and its cues, a line a file. */
    jsonl {
        @Override
        String write(String utterance, boolean named, Timeline timeline, long durationMillis) {
            StringBuilder line = new StringBuilder("{\"utt\":\"");
            JsonStringEncoder.getInstance().quoteAsString(utterance, line);
            line.append("\",\"cues\":[");
            for (int cue = 0; cue < timeline.size(); cue++) {
                line.append(cue == 0 ? "" : ",").append("{\"offset_ms\":").append(timeline.millis(cue))
                        .append(",\"visemeId\":").append(timeline.viseme(cue)).append('}');
            }
            return line.append("]}\n").toString();
        }
    },
    /** A line a cue, with the utterance's name before it where there are many. */
    tsv {
        @Override
        String write(String utterance, boolean named, Timeline timeline, long durationMillis) {
            StringBuilder lines = new StringBuilder();
            for (int cue = 0; cue < timeline.size(); cue++) {
                lines.append(named ? utterance + '\t' : "")
                        .append(timeline.millis(cue)).append('\t').append(timeline.viseme(cue)).append('\n');
            }
            return lines.toString();
        }
    };

    abstract String write(String utterance, boolean named, Timeline timeline, long durationMillis);
}
