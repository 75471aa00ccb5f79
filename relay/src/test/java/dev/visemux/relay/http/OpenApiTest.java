// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.provider.Form;
import dev.visemux.relay.provider.Providers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The document and the code say the same. */
class OpenApiTest {
    private final JsonNode document = read();

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Contract.OPENAPI.text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldDescribeEveryRouteAndNoOther() {
        Map<String, String> described = new TreeMap<>();
        document.get("paths").properties().forEach(path -> {
            List<String> methods = new ArrayList<>();
            path.getValue().fieldNames().forEachRemaining(method -> methods.add(method.toUpperCase(Locale.ROOT)));
            methods.add("OPTIONS");
            described.put(path.getKey(), String.join(", ", methods));
        });
        Metrics metrics = new Metrics();
        Routes routes = HttpService.tenants(new TokenEndpoints(null, null, null, null),
                new SessionTokens(null, null, null, null),
                new ConvaiEndpoints(null, null, null, null, null, metrics),
                new VisemeEndpoints(null, null, null, null, RelayConfig.of(Map.of()).http(), metrics), new UsageEndpoints(null, null, null, null), metrics).routes();
        Map<String, String> served = new TreeMap<>();
        routes.paths().forEach(path -> served.put(path, routes.allowed(path)));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void shouldListEveryCodeThatCanAnswerARequest() {
        Set<String> listed = new HashSet<>();
        document.at("/components/schemas/Refusal/properties/code/enum").forEach(code -> listed.add(code.textValue()));
        assertThat(listed).containsExactlyInAnyOrderElementsOf(Arrays.stream(RelayError.values())
                .filter(error -> error.httpStatus() > 0).map(RelayError::code).toList());
    }

    @Test
    void shouldAskForWhatEachVendorsFormNames() {
        Providers providers = new Providers(RelayConfig.of(Map.of()));
        Set<String> told = new HashSet<>();
        for (JsonNode config : document.at("/components/schemas/SignedUrlRequest/properties/config/oneOf")) {
            JsonNode provider = config.at("/properties/provider/const");
            if (provider.isTextual()) {
                told.add(provider.textValue());
                compare(schema(config.at("/properties/provider_config")), providers.named(provider.textValue()).form());
            }
        }
        assertThat(told).containsExactlyInAnyOrderElementsOf(providers.names());
    }

    private void compare(JsonNode config, Form form) {
        Set<String> properties = new HashSet<>();
        config.get("properties").fieldNames().forEachRemaining(properties::add);
        for (JsonNode part : config.get("allOf")) {
            schema(part).get("properties").fieldNames().forEachRemaining(properties::add);
        }
        schema("SessionConfig").get("properties").fieldNames().forEachRemaining(properties::remove);
        List<String> names = new ArrayList<>(form.secrets());
        form.fields().forEach(field -> names.add(field.name()));
        assertThat(properties).containsExactlyInAnyOrderElementsOf(names);
        assertThat(config.get("required").valueStream().map(JsonNode::textValue)).containsExactlyInAnyOrderElementsOf(
                form.fields().stream().filter(Form.Field::required).map(Form.Field::name).toList());
    }

    private JsonNode schema(JsonNode reference) {
        return document.at(reference.get("$ref").textValue().substring(1));
    }

    private JsonNode schema(String name) {
        return document.at("/components/schemas/" + name);
    }

    @Test
    void shouldResolveEveryReference() {
        document.findValuesAsText("$ref").forEach(reference ->
                assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse());
    }
}
