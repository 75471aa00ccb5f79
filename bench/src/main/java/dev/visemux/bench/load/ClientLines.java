// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.ClientTalk;
import dev.visemux.bench.Language;
import dev.visemux.bench.Speech;
import dev.visemux.bench.Vendor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All that one vendor's clients say, rendered once: speech into the microphone, and what is typed. Immutable. */
final class ClientLines {
    private final Template hello;
    private final List<Template> ask;
    private final List<Template> microphone = new ArrayList<>();

    ClientLines(Vendor vendor, int microphoneMillis) throws IOException {
        hello = ClientTalk.hello(vendor) == null ? null : template(ClientTalk.hello(vendor));
        ask = ClientTalk.ask(vendor).stream().map(ClientLines::template).toList();
        int hz = ClientTalk.microphoneHz(vendor);
        int bytes = hz / 1000 * microphoneMillis * 2;
        byte[] pcm = Language.en.speeches().getFirst().as(Speech.Encoding.PCM16, hz);
        for (int at = 0; at + bytes <= pcm.length; at += bytes) {
            microphone.add(template(ClientTalk.microphone(vendor, Arrays.copyOfRange(pcm, at, at + bytes))));
        }
    }

    private static Template template(String json) {
        return new Template(json.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Null where the vendor speaks first. */
    Template hello() {
        return hello;
    }

    List<Template> ask() {
        return ask;
    }

    Template microphone(int piece) {
        return microphone.get(piece % microphone.size());
    }
}
