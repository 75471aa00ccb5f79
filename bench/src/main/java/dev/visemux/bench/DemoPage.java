// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The tenant's website: the page, and a signed URL for whoever presses its button; never the tenant key. */
final class DemoPage {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "css", "text/css", "js", "text/javascript");

    private final HttpServer server;
    private final TenantBackend tenant;
    private final String visemeModel;

    private DemoPage(HttpServer server, TenantBackend tenant, String visemeModel) {
        this.server = server;
        this.tenant = tenant;
        this.visemeModel = visemeModel;
    }

    static DemoPage start(int port, TenantBackend tenant, String visemeModel) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        DemoPage page = new DemoPage(server, tenant, visemeModel);
        server.createContext("/", page::file);
        server.createContext("/signed-url", page::signedUrl);
        server.start();
        return page;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private void file(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String name = path.equals("/") ? "/index.html" : path;
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream file = type == null ? null : DemoPage.class.getResourceAsStream("/web" + name)) {
            if (file == null) {
                answer(exchange, 404, "text/plain", new byte[0]);
            } else {
                answer(exchange, 200, type, file.readAllBytes());
            }
        }
    }

    private void signedUrl(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        Optional<Vendor> vendor = Arrays.stream(Vendor.values())
                .filter(each -> ("vendor=" + each).equals(query)).findFirst();
        if (vendor.isEmpty()) {
            answer(exchange, 400, "application/json",
                    "{\"error\":\"?vendor= must name one\"}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        try {
            HttpResponse<String> signed = tenant.sign(vendor.get(), Map.of("viseme_model", visemeModel));
            answer(exchange, signed.statusCode(), "application/json", signed.body().getBytes(StandardCharsets.UTF_8));
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
}
