// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does what a tenant's backend does: asks a running relay for what a client needs. */
@Command(name = "sign", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Ask a running relay for a signed URL, as a tenant's backend does, and print it; for Gemini, whose client",
            "takes no URL, print api_key=... and base_url=...", "",
            "What stands on a command line shows in the process list: give --key and --secret without a value, last,",
            "and you will be asked for them.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the answer is on standard output", "1:the relay refused or was not reached", "2:wrong options"})
final class SignCommand implements Callable<Integer> {
    @Option(names = "--provider", required = true, paramLabel = "P",
            description = "openai, gemini, elevenlabs, vatel or a declared one.")
    private String provider;

    @Option(names = "--relay", paramLabel = "URL", defaultValue = "http://127.0.0.1:8080",
            description = "The relay's public URL. Default: ${DEFAULT-VALUE}")
    private URI relay;

    @Option(names = "--key", required = true, paramLabel = "KEY", interactive = true, arity = "0..1",
            description = "The tenant key, as `keys create` printed it.")
    private String key;

    @Option(names = "--secret", paramLabel = "SECRET", interactive = true, arity = "0..1",
            description = "The key or ephemeral token at the vendor. Default: the one that the relay keeps for the tenant.")
    private String secret;

    @Option(names = "--model", paramLabel = "MODEL", description = "The vendor's model, as gpt-realtime.")
    private String model;

    @Option(names = "--agent", paramLabel = "ID", description = "The vendor's agent, for elevenlabs and vatel.")
    private String agent;

    @Option(names = "--viseme-model", paramLabel = "NAME", description = "A folder of the relay's config/models.")
    private String visemeModel;

    @Option(names = "--expires-in", paramLabel = "SECONDS", description = "Shorten the time in which it can be used.")
    private Long expiresIn;

    @Option(names = "--bind-origin", paramLabel = "ORIGIN",
            description = "Only pages of this origin can use it: https://app.example.com.")
    private String bindOrigin;

    @Option(names = "--bind-address", paramLabel = "PREFIX",
            description = "Only clients there can use it: 203.0.113.7, 2001:db8::/48.")
    private String bindAddress;

    @Option(names = "--set", paramLabel = "FIELD=VALUE", description = {"Any other field of provider_config.",
        "What reads as JSON is sent as such: true, 16000, {\"name\":\"Ann\"}, or \"7\" for a text of digits."})
    private Map<String, String> more = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the whole answer.")
    private boolean whole;

    @Spec
    private CommandSpec spec;

    private final ObjectMapper json = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    @Override
    public Integer call() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(relay.toString().replaceFirst("/+$", "") + "/v1/get-signed-url"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofString(body().toString())).build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build()) {
            return print(client.send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new IOException("the relay at " + relay + " was not reached (" + e + "); name another one with --relay", e);
        }
    }

    private JsonNode body() {
        ObjectNode given = json.createObjectNode();
        more.forEach((name, text) -> given.set(name, value(text)));
        put(given, "model", model);
        put(given, "agent_id", agent);
        put(given, "viseme_model", visemeModel);
        put(given, "api_key", secret);
        if (bindOrigin != null || bindAddress != null) {
            ObjectNode bind = given.putObject("bind");
            put(bind, "origin", bindOrigin);
            put(bind, "address_prefix", bindAddress);
        }
        if (expiresIn != null) {
            given.put("expires_in", expiresIn);
        }
        ObjectNode body = json.createObjectNode();
        body.putObject("config").put("provider", provider).set("provider_config", given);
        return body;
    }

    private JsonNode value(String text) {
        try {
            return text.isBlank() ? TextNode.valueOf(text) : json.readTree(text);
        } catch (JsonProcessingException _) {
            return TextNode.valueOf(text);
        }
    }

    private static void put(ObjectNode object, String name, String value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    private int print(HttpResponse<String> answer) throws IOException {
        JsonNode body = json.readTree(answer.body());
        if (answer.statusCode() != 200) {
            spec.commandLine().getErr().println("sign: " + answer.statusCode() + " " + body.path("error").asText(answer.body()));
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (whole) {
            out.println(body);
        } else if (body.has("signed_url")) {
            out.println(body.get("signed_url").textValue());
        } else {
            body.properties().forEach(field -> out.println(field.getKey() + "=" + field.getValue().asText()));
        }
        out.flush();
        return 0;
    }
}
