// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.ClientTalk;
import dev.visemux.bench.Close;
import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.FakeVendor;
import dev.visemux.bench.Line;
import dev.visemux.bench.Speech;
import dev.visemux.bench.Vendor;
import dev.visemux.bench.Voice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that one vendor says, rendered once by the fake vendor itself: its opening, an answer for each speech, and what it
 * says when it is interrupted in one. On one event loop.
 */
final class Repertoire {
    private final List<Answer> answers = new ArrayList<>();
    private final List<Cue> opening;

    Repertoire(Vendor vendor, FakeOptions options, List<Speech> speeches) throws IOException {
        for (Speech speech : speeches) {
            answers.add(new Answer(vendor, options, speech));
        }
        opening = answers.getFirst().opening;
    }

    List<Cue> opening() {
        return opening;
    }

    /** What is said in this turn of a session. */
    Answer answer(int turn) {
        return answers.get(turn % answers.size());
    }

    /** One speech, spoken by one vendor. */
    static final class Answer implements FakeVendor.Stage {
        private final FakeVendor mind;
        private final Map<byte[], Template> templates = new IdentityHashMap<>();
        private List<Line> said = new ArrayList<>();
        private final List<Cue> opening;
        private final List<Line> lines;
        private final List<Cue> cues;

        Answer(Vendor vendor, FakeOptions options, Speech speech) throws IOException {
            mind = vendor.begin(options, new Voice(options, List.of(speech), Template.TURN - 1), this, "/");
            mind.open();
            if (ClientTalk.hello(vendor) != null) {
                mind.hear(ClientTalk.hello(vendor));
            }
            opening = cues(spoken());
            for (String question : ClientTalk.ask(vendor)) {
                mind.hear(question);
            }
            lines = spoken();
            lines.forEach(line -> templates.put(line.payload(), template(line)));
            cues = cues(lines);
        }

        List<Cue> cues() {
            return cues;
        }

        /** What comes instead of everything from cue {@code from} on. */
        List<Cue> interrupted(int from) throws IOException {
            return cues(mind.interrupted(lines.subList(from, lines.size()).stream().map(line -> line.at(0)).toList()));
        }

        private List<Line> spoken() {
            List<Line> all = said;
            said = new ArrayList<>();
            return all;
        }

        private List<Cue> cues(List<Line> script) {
            return script.stream().map(line -> new Cue(template(line), line.dueMillis(), line.audio())).toList();
        }

        private Template template(Line line) {
            Template known = templates.get(line.payload());
            return known == null ? new Template(line.payload(), line.binary()) : known;
        }

        @Override
        public void say(Line line) {
            said.add(line);
        }

        @Override
        public void perform(List<Line> script) {
            said.addAll(script);
        }

        @Override
        public List<Line> hush() {
            return List.of();
        }

        @Override
        public void close(Close close) {
            throw new IllegalStateException("a vendor that is asked as its clients ask closes: " + close);
        }

        @Override
        public void object(String complaint) {
            throw new IllegalStateException("the vendor objects to what its clients say: " + complaint);
        }
    }
}
