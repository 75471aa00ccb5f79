// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VisemesCommandTest {
    private static final Path SPEECH = Path.of("../dsp/src/test/resources/golden/default/audio.wav");
    private static final int HEADER_BYTES = 44;
    private static final int BYTES_PER_MILLI = 32;
    private static final int PIECE_MILLIS = 200;

    private final ObjectMapper json = new ObjectMapper();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir Path folder;

    @Test
    void shouldPrintTheTimeline() throws IOException {
        assertThat(run(SPEECH.toString())).isZero();
        JsonNode timeline = json.readTree(out.toString());
        assertThat(timeline.path("version").asInt()).isEqualTo(1);
        assertThat(timeline.path("durationMs").asInt()).isEqualTo(2_003);
        assertThat(timeline.path("frameMs").asInt()).isEqualTo(10);
        assertThat(timeline.path("cues").get(0).toString()).isEqualTo("{\"t\":0,\"v\":0}");
        assertThat(timeline.path("cues").size()).isGreaterThan(10);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldAnswerInTheOrderOfTheArgumentsUnderTheirOwnNames() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--raw", "--format", "jsonl"));
        for (int i = 0; i < 30; i++) {
            Path file = folder.resolve("speech." + i + ".wav");
            arguments.add(i % 2 == 0 ? truncated(file, 100 * (30 - i)).toString()
                    : Files.createSymbolicLink(file, SPEECH.toAbsolutePath()).toString());
        }
        assertThat(run(arguments.toArray(String[]::new))).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(30);
        for (int i = 0; i < 30; i++) {
            assertThat(lines.get(i))
                    .startsWith("{\"utt\":\"speech." + i + "\",\"cues\":[{\"offset_ms\":0,\"visemeId\":");
            json.readTree(lines.get(i));
        }
        assertThat(cues(lines.get(1))).isEqualTo(cues(lines.get(29)));
    }

    @Test
    void shouldPutTheNameBeforeEachCueOnlyWhereThereAreMany() throws IOException {
        run("--format", "tsv", SPEECH.toString());
        assertThat(out.toString()).startsWith("0\t0\n").doesNotContain("audio");
        out.getBuffer().setLength(0);
        run("--format", "tsv", SPEECH.toString(), truncated(folder.resolve("b.WAV"), 500).toString());
        assertThat(out.toString()).startsWith("audio\t0\t0\n").contains("\nb\t0\t0\n");
    }

    @Test
    void shouldDoTheOthersWhenAFileFails() throws IOException {
        Path text = Files.writeString(folder.resolve("text.wav"), "no sound at all, but many a word");
        Path empty = Files.write(folder.resolve("empty.wav"), Arrays.copyOf(Files.readAllBytes(SPEECH), HEADER_BYTES));
        assertThat(run("--format", "jsonl", text.toString(), SPEECH.toString(), "nowhere.wav", empty.toString()))
                .isEqualTo(1);
        assertThat(out.toString().lines()).hasSize(1);
        assertThat(err.toString().lines()).hasSize(3);
        assertThat(err.toString()).contains("RIFF", "nowhere.wav: there is no such file", "empty.wav: holds no sound");
    }

    @Test
    void shouldAnswerEachPieceWithoutThoseThatFollow() throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("--format", "jsonl", "--stream-ms", "" + PIECE_MILLIS, SPEECH.toString()));
        for (int pieces = 1; pieces < 10; pieces++) {
            arguments.add(truncated(folder.resolve(pieces + ".wav"), pieces * PIECE_MILLIS).toString());
        }
        arguments.add(truncated(folder.resolve("odd.wav"), 5 * PIECE_MILLIS + 90).toString());
        run(arguments.toArray(String[]::new));
        List<String> lines = out.toString().lines().toList();
        List<List<Integer>> whole = cues(lines.getFirst());
        for (int pieces = 1; pieces < 10; pieces++) {
            assertThat(cues(lines.get(pieces))).as("%d pieces", pieces).isEqualTo(until(pieces * PIECE_MILLIS, whole));
        }
        assertThat(until(5 * PIECE_MILLIS, cues(lines.get(10)))).isEqualTo(until(5 * PIECE_MILLIS, whole));
    }

    @Test
    void shouldDecideMoreWiselyWithTheWholeFile() throws IOException {
        run("--format", "tsv", SPEECH.toString());
        String whole = out.toString();
        out.getBuffer().setLength(0);
        run("--format", "tsv", "--stream-ms", "50", SPEECH.toString());
        assertThat(out.toString()).isNotEqualTo(whole);
    }

    @Test
    void shouldSmoothUnlessToldNotTo() throws IOException {
        List<Integer> cues = new ArrayList<>();
        for (List<String> options : List.of(List.of("--raw"), List.of("--natural", "educational"), List.<String>of(),
                List.of("--natural", "conversation"), List.of("--natural", "fast_speech"))) {
            List<String> arguments = new ArrayList<>(options);
            arguments.add(SPEECH.toString());
            assertThat(run(arguments.toArray(String[]::new))).isZero();
            cues.add(json.readTree(out.toString()).path("cues").size());
            out.getBuffer().setLength(0);
        }
        assertThat(cues.get(0)).isGreaterThan(cues.get(2));
        assertThat(cues.get(2)).isEqualTo(cues.get(3)).isGreaterThan(cues.get(4));
        assertThat(cues.get(1)).isBetween(cues.get(2), cues.get(0));
    }

    @Test
    void shouldSayWhatIsWrongWithAnOption() {
        assertThat(run("--natural", "opera", SPEECH.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("opera", "conversation");
        assertThat(run("--natural", "educational", "--raw", SPEECH.toString())).isEqualTo(2);
        assertThat(run("--model", "klingon", SPEECH.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("klingon", "default");
        assertThat(run("--stream-ms", "5", SPEECH.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("10 to 10000");
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "visemes";
        all[1] = "--models";
        all[2] = "../config/models";
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        CommandLine command = Main.commandLine();
        return command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true)).execute(all);
    }

    private static Path truncated(Path file, int millis) throws IOException {
        byte[] speech = Files.readAllBytes(SPEECH);
        int length = Math.min(speech.length, HEADER_BYTES + millis * BYTES_PER_MILLI);
        return Files.write(file, Arrays.copyOf(speech, length));
    }

    private List<List<Integer>> cues(String line) throws IOException {
        List<List<Integer>> cues = new ArrayList<>();
        json.readTree(line).path("cues").forEach(
                cue -> cues.add(List.of(cue.path("offset_ms").asInt(), cue.path("visemeId").asInt())));
        return cues;
    }

    private static List<List<Integer>> until(int millis, List<List<Integer>> cues) {
        return cues.stream().filter(cue -> cue.getFirst() < millis).toList();
    }
}
