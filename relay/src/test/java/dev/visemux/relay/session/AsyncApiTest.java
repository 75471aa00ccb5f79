// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.pcm;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.provider.Provider;
import dev.visemux.relay.provider.Providers;
import dev.visemux.relay.provider.VisemeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document and the doors, the injected field and the close reasons say the same. */
class AsyncApiTest {
    private static final String DECLARED = "acme";
    private static final Set<String> KEYS = Set.of("key", "mascot_key", "viseme_model");

    private final JsonNode document = read();
    private final Providers providers = new Providers(RelayConfig.of(Map.of("declared.acme.url", "ws://h/", "declared.acme.audio", "delta")));

    private static JsonNode read() {
        try (InputStream yaml = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldDescribeEveryDoorAndNoOther() {
        Set<String> described = new HashSet<>();
        for (JsonNode channel : document.get("channels")) {
            Provider provider = providers.named(channel.get("x-provider").textValue().replace("declared", DECLARED));
            Set<String> query = names(channel.at("/bindings/ws/query/properties"));
            assertThat(channel.path("x-sub-protocol").textValue()).isEqualTo(query.equals(KEYS) ? null : provider.door().protocol());
            for (String path : paths(channel)) {
                assertThat(new KeyDoor(null, null, null).isAt(path)).isEqualTo(query.equals(KEYS));
                if (!query.equals(KEYS)) {
                    assertThat(providers.at(path)).as(path).isSameAs(provider);
                    assertThat(query).containsExactlyInAnyOrderElementsOf(provider.door().query());
                }
                described.add(path);
            }
        }
        for (Provider provider : providers.all()) {
            assertThat(described).as(provider.name()).anyMatch(path -> provider.door().isAt(path));
            provider.form().answer().apply(URI.create("http://h"), "T").forEach((name, url) -> {
                if (name.endsWith("url") && !name.equals("base_url")) {
                    assertThat(described).contains(URI.create(url).getPath());
                }
            });
        }
    }

    /** Its address with every value of its parameters. */
    private static List<String> paths(JsonNode channel) {
        List<String> paths = List.of(channel.get("address").textValue());
        for (Map.Entry<String, JsonNode> parameter : channel.path("parameters").properties()) {
            List<String> filled = new ArrayList<>();
            for (String path : paths) {
                parameter.getValue().path("enum").forEach(value -> filled.add(path.replace("{" + parameter.getKey() + "}", value.textValue())));
            }
            paths = filled.isEmpty() ? paths.stream().map(path -> path.replace("{" + parameter.getKey() + "}", DECLARED)).toList() : filled;
        }
        return paths;
    }

    @Test
    void shouldListEveryCloseReasonWithItsCode() {
        Map<String, Set<String>> codes = new TreeMap<>();
        document.at("/components/schemas/CloseReason/x-close-codes").properties().forEach(code -> codes.put(code.getKey(), texts(code.getValue())));
        assertThat(codes).isEqualTo(Arrays.stream(RelayError.values()).filter(error -> error.closeCode() > 0).collect(
                Collectors.groupingBy(error -> "" + error.closeCode(), TreeMap::new, Collectors.mapping(RelayError::code, Collectors.toSet()))));
        assertThat(texts(document.at("/components/schemas/CloseReason/enum")))
                .isEqualTo(codes.values().stream().flatMap(Set::stream).collect(Collectors.toSet()));
    }

    @Test
    void shouldDescribeTheFieldAsItIsInjected() throws IOException {
        JsonNode schema = document.at("/components/schemas/Visemes");
        Set<String> seen = new HashSet<>();
        for (Lips lips : List.of(new Lips("default", LipSyncOptions.RAW, null), new Lips("default", LipSyncOptions.CONVERSATION, null))) {
            for (JsonNode message : hear("openai", lips, created("r1"), delta(pcm(4_800, true)), done("r1"))) {
                if (message.has("mascotVisemes")) {
                    seen.addAll(names(message.get("mascotVisemes")));
                    assertThat(names(message.get("mascotVisemes"))).containsAll(texts(schema.get("required")));
                    message.at("/mascotVisemes/visemes").forEach(viseme -> assertThat(names(viseme))
                            .isEqualTo(names(schema.at("/properties/visemes/items/properties"))));
                }
            }
        }
        assertThat(seen).isEqualTo(names(schema.get("properties")));
    }

    @Test
    void shouldDescribeMessagesOfVisemesAlone() throws IOException {
        JsonNode text = hear("openai", new Lips("default", LipSyncOptions.RAW, VisemeMessage.TEXT), created("r1"), delta(pcm(4_800, true))).get(1);
        assertThat(names(text)).isEqualTo(names(document.at("/components/messages/SeparateText/payload/properties")));
        assertThat(text.get("type")).isEqualTo(document.at("/components/messages/SeparateText/payload/properties/type/const"));
        JsonNode binary = hear("gemini", new Lips("default", LipSyncOptions.RAW, VisemeMessage.BINARY), "{\"setupComplete\":{}}",
                Audio.gemini(pcm(4_800, true), "")).get(1);
        assertThat(names(binary)).isEqualTo(names(document.at("/components/messages/SeparateBinary/payload/properties")));
    }

    private static List<JsonNode> hear(String provider, Lips lips, String... messages) throws IOException {
        List<JsonNode> heard = new ArrayList<>();
        try (Wire wire = Wire.of(provider, Map.of(), lips)) {
            wire.vendorSays(messages);
            for (String message : wire.await(messages.length + (lips.own() == null ? 0 : 1))) {
                heard.add(new ObjectMapper().readTree(message));
            }
        }
        return heard;
    }

    @Test
    void shouldResolveEveryReference() {
        document.findValuesAsText("$ref").forEach(reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(text -> texts.add(text.textValue()));
        return texts;
    }
}
