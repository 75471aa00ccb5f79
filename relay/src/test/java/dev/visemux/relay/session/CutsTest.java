// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.eleven;
import static dev.visemux.relay.session.Audio.gemini;
import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.vatel;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the bytes of a conversation are cut into, by frames and by reads: output less the injected fields is input, in
 * its order, and every message of audio tells the same time.
 */
@Timeout(120)
class CutsTest {
    private static final String WORDS = "\"é 日本 \uD83D\uDE00\\u00e9\\n\"";

    @ParameterizedTest
    @ValueSource(strings = {"openai", "gemini", "elevenlabs", "vatel"})
    void shouldPassASmallExchangeCutAnywhere(String vendor) {
        try (Wire host = Wire.of(vendor)) {
            List<byte[]> lines = bytes(small(vendor));
            byte[] frames = frames(host, lines);
            List<Audio.Visemes> whole = sent(host, vendor, lines, frames);
            assertThat(whole).hasSize(3);
            for (int cut = 1; cut < frames.length; cut++) {
                assertThat(sent(host, vendor, lines, Arrays.copyOf(frames, cut), Arrays.copyOfRange(frames, cut, frames.length)))
                        .as("cut at %d", cut).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "gemini", "elevenlabs", "vatel"})
    void shouldPassALargeExchangeInAnyPieces(String vendor) {
        Random random = new Random(31);
        try (Wire host = Wire.of(vendor)) {
            List<byte[]> lines = bytes(large(vendor, random));
            List<Audio.Visemes> whole = null;
            for (int round = 0; round < 10; round++) {
                try (Wire wire = Wire.beside(host, vendor)) {
                    List<Audio.Visemes> told = told(new Exchange(wire).say(lines, random, 1 << random.nextInt(7, 17)));
                    assertThat(told).as("round %d", round).hasSizeGreaterThan(25).isEqualTo(whole == null ? told : whole);
                    whole = told;
                }
            }
        }
    }

    /** One message whole, with words around its audio; one in three frames and a ping; one whose samples are cut. */
    private static List<String> small(String vendor) {
        String words = Matcher.quoteReplacement("{\"words\":" + WORDS + ",\"");
        return List.of(first(vendor), spoken(vendor, 1, 81).replaceFirst("\\{\"", words), spoken(vendor, 2, 162), other(vendor),
                spoken(vendor, 3, 163));
    }

    private static List<String> large(String vendor, Random random) {
        List<String> lines = new ArrayList<>(List.of(first(vendor)));
        for (int i = 1; i <= 40; i++) {
            String line = switch (random.nextInt(5)) {
                case 0 -> other(vendor);
                case 1 -> ">" + other(vendor).replace("}", ",\"more\":\"" + "x".repeat(random.nextInt(20_000)) + "\"}");
                default -> spoken(vendor, i, 1 + random.nextInt(1 << random.nextInt(1, 13)));
            };
            lines.add(line);
            lines.add(spoken(vendor, 40 + i, 7));
        }
        return lines;
    }

    private static String first(String vendor) {
        return vendor.equals("elevenlabs") ? Audio.elevenMetadata("pcm_16000") : other(vendor);
    }

    private static String other(String vendor) {
        return "{\"type\":\"transcript\",\"text\":" + WORDS + (vendor.equals("gemini") ? ",\"usageMetadata\":{}" : "") + "}";
    }

    private static String spoken(String vendor, int event, int bytes) {
        byte[] audio = Arrays.copyOf(pcm((bytes + 1) / 2, true), bytes);
        return switch (vendor) {
            case "openai" -> delta(audio);
            case "gemini" -> gemini(audio, "");
            case "elevenlabs" -> eleven(event, audio);
            default -> vatel("t", audio, false);
        };
    }

    private static byte[] frames(Wire wire, List<byte[]> lines) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        Random random = new Random(5);
        lines.forEach(line -> frames.writeBytes(wire.fragmented(line, random)));
        return frames.toByteArray();
    }

    private static List<Audio.Visemes> sent(Wire host, String vendor, List<byte[]> lines, byte[]... reads) {
        try (Wire wire = Wire.beside(host, vendor)) {
            for (byte[] read : reads) {
                wire.vendorSends(read);
            }
            List<String> heard = wire.await(lines.size());
            assertThat(heard).extracting(Audio::original)
                    .isEqualTo(lines.stream().map(line -> new String(line, StandardCharsets.ISO_8859_1)).toList());
            return told(heard);
        }
    }

    /** The times; what is seen at them may know more where more has arrived. */
    private static List<Audio.Visemes> told(List<String> heard) {
        return heard.stream().filter(Audio::decorated).map(Audio::visemes)
                .map(told -> new Audio.Visemes(List.of(), told.eventId(), told.duration(), told.start())).toList();
    }

    private static List<byte[]> bytes(List<String> lines) {
        return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
