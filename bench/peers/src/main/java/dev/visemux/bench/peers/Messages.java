// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.bench.ClientTalk;
import dev.visemux.bench.Close;
import dev.visemux.bench.FakeOptions;
import dev.visemux.bench.FakeVendor;
import dev.visemux.bench.Language;
import dev.visemux.bench.Line;
import dev.visemux.bench.Vendor;
import dev.visemux.bench.Voice;
import dev.visemux.dsp.signal.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a vendor says in one answer of real speech, as the fake vendor renders it. One thread. */
public final class Messages implements FakeVendor.Stage {
    /** Of audio in one message. */
    public static final int MILLIS = 100;

    private final List<Line> said = new ArrayList<>();
    private final List<byte[]> opening;
    private final List<byte[]> audio;
    private final boolean binary;

    static {
        Kernels.warmUp(); // as in Sound
    }

    private Messages(Vendor vendor, int millis) throws IOException {
        FakeOptions options = new FakeOptions();
        options.pace = FakeOptions.Pace.burst;
        options.chunkMillis = millis;
        FakeVendor mind = vendor.begin(options, new Voice(options, Language.en.speeches(), 0), this, "/");
        mind.open();
        if (ClientTalk.hello(vendor) != null) {
            mind.hear(ClientTalk.hello(vendor));
        }
        int greeting = said.size();
        for (String question : ClientTalk.ask(vendor)) {
            mind.hear(question);
        }
        opening = said.subList(0, greeting).stream().map(Line::payload).toList();
        List<Line> spoken = said.stream().filter(Line::audio).toList();
        audio = spoken.subList(0, spoken.size() - 1).stream().map(Line::payload).toList(); // the last is shorter
        binary = spoken.getFirst().binary();
    }

    public static Messages of(Vendor vendor) throws IOException {
        return of(vendor, MILLIS);
    }

    static Messages of(Vendor vendor, int millis) throws IOException {
        return new Messages(vendor, millis);
    }

    /** What comes before the first answer. */
    public List<byte[]> opening() {
        return opening;
    }

    /** The answer's messages with audio, all of the same length of it. */
    public List<byte[]> audio() {
        return audio;
    }

    /** They come in BINARY frames. */
    public boolean binary() {
        return binary;
    }

    public String mean() {
        return "%,d B".formatted((long) audio.stream().mapToInt(each -> each.length).average().orElse(0));
    }

    @Override
    public void say(Line line) {
        said.add(line);
    }

    @Override
    public void perform(List<Line> lines) {
        said.addAll(lines);
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
