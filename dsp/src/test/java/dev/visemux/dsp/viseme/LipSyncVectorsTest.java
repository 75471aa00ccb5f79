// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What this class and its twin in the browser, natural-lip-sync.js, both tell of the same speech. */
class LipSyncVectorsTest {
    private static final Path FILE = Path.of("src/test/resources/natural-lip-sync.json");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Test
    void shouldTellWhatTheVectorsSay() throws IOException {
        JsonNode file = JSON.readTree(FILE.toFile());
        List<String> stale = new ArrayList<>();
        for (JsonNode vector : file.path("vectors")) {
            String told = told(vector, options(file, vector.path("options")));
            if (!told.equals(vector.path("told").asText())) {
                stale.add(vector.path("name").asText() + ": " + told);
                ((ObjectNode) vector).put("told", told);
            }
        }
        if ("write".equals(System.getProperty("visemux.vectors"))) {
            Files.writeString(FILE, JSON.writeValueAsString(file) + "\n");
        } else {
            assertThat(stale).as(file.path("about").asText()).isEmpty();
        }
    }

    @Test
    void shouldAgreeOnThePresets() throws IOException {
        JsonNode presets = JSON.readTree(FILE.toFile()).path("presets");
        presets.properties().forEach(preset -> assertThat(options(preset.getValue())).as(preset.getKey())
                .isEqualTo(preset.getKey().equals("raw") ? LipSyncOptions.RAW : LipSyncOptions.preset(preset.getKey())));
        assertThat(presets.size()).isEqualTo(4);
    }

    private static LipSyncOptions options(JsonNode file, JsonNode options) {
        return options(options.isTextual() ? file.path("presets").path(options.asText()) : options);
    }

    private static LipSyncOptions options(JsonNode given) {
        Set<Integer> critical = given.path("criticalVisemeIds").valueStream().map(JsonNode::asInt).collect(Collectors.toSet());
        return new LipSyncOptions(millis(given, "minVisemeInterval"), millis(given, "mergeWindow"),
                (float) given.path("keyVisemePreference").asDouble(), (float) given.path("similarityThreshold").asDouble(),
                given.path("preserveSilence").asBoolean(), given.path("preserveCriticalVisemes").asBoolean(),
                millis(given, "criticalVisemeMinDuration"), critical);
    }

    private static int millis(JsonNode given, String name) {
        return (int) Math.ceil(given.path(name).asDouble());
    }

    private static String told(JsonNode vector, LipSyncOptions options) {
        NaturalLipSync lips = new NaturalLipSync(options);
        List<String> told = new ArrayList<>();
        NaturalLipSync.Mouth mouth = (viseme, hop) -> told.add(viseme + "@" + hop);
        for (JsonNode message : vector.path("messages")) {
            take(lips, message.asText(), mouth);
            if (!vector.path("recorded").asBoolean()) {
                lips.settle(mouth);
            }
        }
        lips.finish(lips.hops(), mouth);
        return String.join(" ", told);
    }

    private static void take(NaturalLipSync lips, String message, NaturalLipSync.Mouth mouth) {
        String[] words = message.split(" ");
        switch (words[0]) {
            case "skip" -> lips.skip(Long.parseLong(words[1]));
            case "tell" -> lips.tell(Integer.parseInt(words[1]));
            case "" -> { }
            default -> {
                for (String word : words) {
                    String[] run = word.split("\\*");
                    for (int i = 0; i < Integer.parseInt(run[1]); i++) {
                        lips.add(Integer.parseInt(run[0]), mouth);
                    }
                }
            }
        }
    }
}
