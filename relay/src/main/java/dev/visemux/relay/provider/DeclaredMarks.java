// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.signal.PcmFormat.Encoding;
import dev.visemux.relay.ops.Declared;
import dev.visemux.relay.ops.Declared.Mark;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A declared protocol as its dialogues read it: where things are, what tells a kind of message. Paths share the table of
 * a message's own members, which one walk fills. Any thread; nothing in it changes.
 */
final class DeclaredMarks {
    /** A value's place: a member of the message, and what is below it. */
    record Place(int member, byte[][] below) {}

    /** {@code value}: null where any value but null and false marks. */
    record Sign(Place place, byte[] value) {}

    final boolean binary;
    final PcmFormat format;
    final Place audio;
    final Place turn;
    final Sign[] audioSigns;
    final Sign[] turnStart;
    final Sign[] turnEnd;
    final Sign[] interruption;
    /** Names of a message's own members that count. */
    final byte[][] members;
    /** The one member that tells every kind of message that counts, or null: such a message is known by its beginning. */
    final byte[] telling;

    DeclaredMarks(Declared service) {
        List<String> names = new ArrayList<>();
        binary = service.isBinary();
        format = format(service.format());
        audio = binary ? null : place(service.audio(), names);
        turn = service.turn() == null ? null : place(service.turn(), names);
        audioSigns = signs(service.audioMarks(), names);
        turnStart = signs(service.turnStart(), names);
        turnEnd = signs(service.turnEnd(), names);
        interruption = signs(service.interruption(), names);
        members = names.stream().map(DeclaredMarks::utf8).toArray(byte[][]::new);
        telling = telling(service);
    }

    /** Whether a value of {@link #telling} is one that counts. */
    boolean counts(JsonCursor cursor) {
        return tells(audioSigns, cursor) || tells(turnStart, cursor) || tells(turnEnd, cursor) || tells(interruption, cursor);
    }

    private static boolean tells(Sign[] signs, JsonCursor cursor) {
        for (Sign sign : signs) {
            if (cursor.textIs(sign.value)) {
                return true;
            }
        }
        return false;
    }

    private byte[] telling(Declared service) {
        List<Mark> all = Stream.of(service.audioMarks(), service.turnStart(), service.turnEnd(), service.interruption())
                .flatMap(List::stream).toList();
        boolean one = (binary || !service.audioMarks().isEmpty()) && !all.isEmpty()
                && all.stream().allMatch(mark -> mark.value() != null && !mark.path().contains("."))
                && all.stream().map(Mark::path).distinct().count() == 1;
        return one ? utf8(all.getFirst().path()) : null;
    }

    private static Sign[] signs(List<Mark> marks, List<String> names) {
        return marks.stream().map(mark -> new Sign(place(mark.path(), names), mark.value() == null ? null : utf8(mark.value())))
                .toArray(Sign[]::new);
    }

    private static Place place(String path, List<String> names) {
        String[] steps = path.split("\\.");
        if (!names.contains(steps[0])) {
            names.add(steps[0]);
        }
        byte[][] below = Stream.of(steps).skip(1).map(DeclaredMarks::utf8).toArray(byte[][]::new);
        return new Place(names.indexOf(steps[0]), below);
    }

    private static PcmFormat format(String name) {
        String[] parts = name.split("_");
        return switch (parts[0]) {
            case "ulaw" -> new PcmFormat(Encoding.MULAW, Integer.parseInt(parts[1]));
            case "alaw" -> new PcmFormat(Encoding.ALAW, Integer.parseInt(parts[1]));
            default -> PcmFormat.pcm16(Integer.parseInt(parts[1]));
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
