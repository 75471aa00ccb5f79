// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A service that is told in config/relay.yaml, which is the manual of these keys, and not in Java.
 *
 * @param query        behind the URL; {@code {name}} is asked for in {@code provider_config}
 * @param auth         {@code Header: value} of the handshake; {@code {secret}} is the tenant's key there
 * @param audio        where a message has its base64, or {@link #BINARY}: binary frames are samples
 * @param audioMarks   tell such a message from others; none: the path tells
 * @param turn         where a message names its turn; null: marks tell turns apart
 */
public record Declared(
        @Setting URI url,
        @Setting String query,
        @Setting String protocol,
        @Setting String auth,
        @Setting String audio,
        @Setting List<Mark> audioMarks,
        @Setting(value = "pcm_24000") String format,
        @Setting String turn,
        @Setting List<Mark> turnStart,
        @Setting List<Mark> turnEnd,
        @Setting List<Mark> interruption) {
    /** In place of a path: the audio is in binary frames. */
    public static final String BINARY = "binary";

    private static final Pattern NAME = Pattern.compile("declared\\.[a-z][a-z0-9_-]{0,31}");
    private static final Pattern PATH = Pattern.compile("[^.=\\s]+(\\.[^.=\\s]+)*");
    private static final Pattern FORMAT = Pattern.compile("pcm_(8|11|12|16|22|24|32|44|48)\\d{3}|ulaw_8000|alaw_8000");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]+: ?[!-~]+( [!-~]+)*");
    private static final List<String> BUILT_IN = List.of("declared.openai", "declared.gemini", "declared.elevenlabs",
            "declared.vatel",
            "declared.recorded"); // recorded speech in the ledger

    /**
     * What tells a kind of message: {@code path=value}, or {@code path} where any value but null and false does.
     *
     * @param value null: any
     */
    public record Mark(String path, String value) {
        static Mark parse(String text) {
            int equals = text.indexOf('=');
            Mark mark = equals < 0 ? new Mark(text, null) : new Mark(text.substring(0, equals), text.substring(equals + 1));
            if (!PATH.matcher(mark.path).matches()) {
                throw new IllegalArgumentException("'" + text + "' is not path=value or path, as in type=response.done");
            }
            return mark;
        }

        @Override
        public String toString() {
            return value == null ? path : path + "=" + value;
        }
    }

    public boolean isBinary() {
        return BINARY.equals(audio);
    }

    /** What is missing or does not fit. */
    List<String> faults(String path) {
        List<String> faults = new ArrayList<>();
        unless(NAME.matcher(path).matches() && !BUILT_IN.contains(path), faults, path
                + ": is no name for a service;"
                + " use a-z, 0-9, - and _, and none of openai, gemini, elevenlabs, vatel and recorded");
        unless(url != null, faults, path + ".url: is missing; write the service's WebSocket, as wss://voice.example.com/v1");
        unless(audio != null && PATH.matcher(audio).matches(), faults, path
                + ".audio: is missing or no path; write where a message has its base64, as delta, or " + BINARY);
        unless(turn == null || PATH.matcher(turn).matches(), faults, path + ".turn: is not a path; write one as response_id");
        unless(FORMAT.matcher(format).matches(), faults, path + ".format: '" + format
                + "' is not supported; write pcm_8000 to pcm_48000, ulaw_8000 or alaw_8000");
        unless(auth == null || HEADER.matcher(auth).matches(), faults, path
                + ".auth: is not a header; write one as Authorization: Bearer {secret}");
        unless(!isBinary() || audioMarks.isEmpty() && turn == null, faults, path
                + ".audio: binary frames have no members; leave out audio_marks and turn");
        return faults;
    }

    private static void unless(boolean holds, List<String> faults, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
