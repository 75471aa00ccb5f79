// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.visemux.relay.http.WebFile;
import dev.visemux.relay.http.WebFiles;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The tenant's website: the relay's page, a signed URL for whoever presses its button, and the visemes of a recording; never
 * the tenant key. A thread for each request.
 */
final class DemoPage implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VISITORS_WISHES = List.of("viseme_model", "natural_lip_sync");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final TenantBackend tenant;
    private final Map<String, WebFile> files = new TreeMap<>();
    private final String policy;
    private final Consumer<Language> agent;

    private DemoPage(HttpServer server, TenantBackend tenant, URI relay, Consumer<Language> agent) {
        this.server = server;
        this.tenant = tenant;
        this.agent = agent;
        policy = WebFiles.policy(relay);
        WebFiles.all().forEach(file -> files.put(file.path(), file));
    }

    /** {@code agent}: hears which language is asked for, before the session begins. */
    static DemoPage start(int port, TenantBackend tenant, URI relay, Consumer<Language> agent) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        DemoPage page = new DemoPage(server, tenant, relay, agent);
        server.createContext("/", page::file);
        server.createContext("/signed-url", page::signedUrl);
        server.createContext("/visemes", page::visemes);
        server.setExecutor(page.threads);
        server.start();
        return page;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void file(HttpExchange exchange) throws IOException {
        WebFile file = files.get(exchange.getRequestURI().getPath());
        exchange.getResponseHeaders().set("Content-Security-Policy", policy);
        if (file == null) {
            answer(exchange, 404, "text/plain", new byte[0]);
        } else {
            answer(exchange, 200, file.contentType(), file.path().equals("/") ? signedHere(file.bytes()) : file.bytes());
        }
    }

    private static byte[] signedHere(byte[] page) {
        return new String(page, StandardCharsets.UTF_8)
                .replace("name=\"visemux-signed-by\" content=\"relay\"", "name=\"visemux-signed-by\" content=\"website\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void signedUrl(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        Optional<Vendor> vendor = Arrays.stream(Vendor.values())
                .filter(each -> ("vendor=" + each).equals(query)).findFirst();
        if (vendor.isEmpty()) {
            answer(exchange, 400, "application/json", "{\"error\":\"?vendor= must name one\"}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        Map<String, Object> wishes = wishes(exchange.getRequestBody().readAllBytes());
        agent.accept("indonesian".equals(wishes.get("viseme_model")) ? Language.id : Language.en);
        passOn(exchange, () -> tenant.sign(vendor.get(), wishes));
    }

    private static Map<String, Object> wishes(byte[] body) throws IOException {
        Map<String, Object> wishes = new TreeMap<>();
        JsonNode asked = JSON.readTree(body);
        VISITORS_WISHES.stream().filter(asked::has).forEach(name -> {
            JsonNode value = asked.get(name);
            wishes.put(name, value.isTextual() ? value.textValue() : value);
        });
        return wishes;
    }

    private void visemes(HttpExchange exchange) throws IOException {
        Headers asked = exchange.getRequestHeaders();
        byte[] audio = exchange.getRequestBody().readAllBytes();
        passOn(exchange, () -> tenant.visemes(exchange.getRequestURI().getRawQuery(), asked.getFirst("Content-Type"), audio));
    }

    /** What asks the relay. */
    @FunctionalInterface
    private interface Question {
        HttpResponse<String> ask() throws IOException, InterruptedException;
    }

    private static void passOn(HttpExchange exchange, Question question) throws IOException {
        try {
            HttpResponse<String> answer = question.ask();
            answer.headers().firstValue("Retry-After")
                    .ifPresent(seconds -> exchange.getResponseHeaders().set("Retry-After", seconds));
            answer(exchange, answer.statusCode(), "application/json", answer.body().getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
