// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine;

/** Rigs for tests that are written in JavaScript: src/test/web/rig.mjs asks for them over HTTP on loopback. */
final class WebRig implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** What cannot change while a rig runs, and the number of the rig that has it. */
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Rig> rigs = new ArrayList<>();
    /** A tenant's website for each. */
    private final List<DemoPage> sites = new ArrayList<>();

    private WebRig(HttpServer server) {
        this.server = server;
    }

    static WebRig start() throws IOException {
        WebRig rig = new WebRig(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
        rig.server.createContext("/rig", rig::take);
        rig.server.setExecutor(rig.threads);
        rig.server.start();
        return rig;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void take(HttpExchange exchange) throws IOException {
        int status = 200;
        byte[] answer;
        try {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            answer = JSON.writeValueAsBytes(answer(exchange.getRequestURI(), body));
        } catch (Exception e) {
            status = 500;
            answer = String.valueOf(e).getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private JsonNode answer(URI uri, JsonNode body) throws Exception {
        String[] path = uri.getPath().split("/");
        if (path.length == 2) {
            return rig(body);
        }
        Rig rig = rig(Integer.parseInt(path[2]));
        return switch (path[3]) {
            case "sign" -> sign(rig, Vendor.valueOf(uri.getQuery().replaceFirst("^vendor=", "")), body);
            case "sessions" -> sessions(rig);
            case "say" -> say(rig, body);
            case "grant" -> grant(rig, body);
            default -> throw new IllegalArgumentException("no " + uri);
        };
    }

    /** The one with these settings and this WAV, its vendors with these options. */
    private synchronized JsonNode rig(JsonNode wish) throws IOException {
        FakeOptions options = new FakeOptions();
        new CommandLine(new Fake(options)).parseArgs(JSON.convertValue(wish.path("fake"), String[].class));
        options.key = Rig.VENDOR_KEY;
        Map<String, String> settings = new LinkedHashMap<>(SharedRig.SETTINGS);
        settings.putAll(JSON.convertValue(wish.path("settings"), new TypeReference<Map<String, String>>() {}));
        String fixed = wish.path("settings") + " " + options.wav;
        if (!numbers.containsKey(fixed)) {
            Rig rig = Rig.start(options, settings);
            rigs.add(rig);
            sites.add(DemoPage.start(0, rig.tenant(), rig.relay().publicUrl(), _ -> { }));
            numbers.put(fixed, rigs.size() - 1);
        }
        return about(numbers.get(fixed), options);
    }

    private ObjectNode about(int number, FakeOptions options) {
        Rig rig = rigs.get(number);
        rig.upstream().become(options);
        return JSON.createObjectNode().put("id", number).put("relay", rig.relay().publicUrl().toString())
                .put("management", rig.relay().managementUrl().toString()).put("website", sites.get(number).url().toString())
                .put("upstream", "http://127.0.0.1:" + rig.upstream().port())
                .put("tenantKey", rig.tenant().tenantKey()).put("vendorKey", Rig.VENDOR_KEY)
                .put("sessions", rig.upstream().sessions().size());
    }

    private synchronized Rig rig(int number) {
        return rigs.get(number);
    }

    private static JsonNode sign(Rig rig, Vendor vendor, JsonNode wishes) throws Exception {
        Map<String, ?> laidOver = JSON.convertValue(wishes, new TypeReference<>() {});
        return JSON.readTree(rig.tenant().sign(vendor, laidOver).body());
    }

    private static JsonNode sessions(Rig rig) {
        ArrayNode all = JSON.createArrayNode();
        for (FakeSession session : rig.upstream().sessions()) {
            ObjectNode one = all.addObject().put("said", session.said().size())
                    .put("audio", session.said().entries().stream().filter(FakeSession.Said::audio).count())
                    .put("performances", session.performances().size());
            one.set("heard", JSON.valueToTree(session.heard().entries()));
            one.set("complaints", JSON.valueToTree(session.complaints().entries()));
            one.set("closed", JSON.valueToTree(session.closed().getNow(null)));
        }
        return all;
    }

    private static JsonNode say(Rig rig, JsonNode message) {
        Line line = new Line(message.path("json").asText(), 0, false);
        rig.session().tell(message.path("binary").asBoolean() ? line.inBinary() : line);
        return JSON.createObjectNode();
    }

    private static JsonNode grant(Rig rig, JsonNode lines) throws IOException {
        for (JsonNode line : lines) {
            rig.grant(line.asText());
        }
        return JSON.createObjectNode();
    }

    /** So that picocli reads the options of {@code fake-upstream}. */
    @CommandLine.Command
    private record Fake(@CommandLine.Mixin FakeOptions options) {}

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        sites.forEach(DemoPage::close);
        rigs.forEach(Rig::close);
    }
}
