// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code ./run relay} in a process of its own, on ports that the system chose, and a tenant's backend. */
final class RelayProcess implements AutoCloseable {
    private final Process process;
    private URI url;
    private final String key;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** It will serve one day; {@code environment}: its settings. */
    RelayProcess(String key, Map<String, String> environment) throws IOException {
        this.key = key;
        Path home = Settings.home();
        ProcessBuilder java = new ProcessBuilder(List.of(ProcessHandle.current().info().command().orElseThrow(),
                "@" + home.resolve("config/jvm.options"), "-Dvisemux.home=" + home, "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "relay")).redirectError(ProcessBuilder.Redirect.INHERIT);
        java.environment().putAll(Map.of("VISEMUX_PUBLIC_HOST", "127.0.0.1", "VISEMUX_PUBLIC_PORT", "0", "VISEMUX_MANAGEMENT_PORT", "0"));
        java.environment().putAll(environment);
        process = java.start();
    }

    RelayProcess awaitReady() throws IOException {
        BufferedReader out = process.inputReader();
        String ready = out.readLine();
        if (ready == null || !ready.startsWith("ready ")) {
            throw new IOException("the relay did not start: " + ready);
        }
        url = URI.create(ready.split(" ")[1]);
        return this;
    }

    Wire come(String token) throws IOException {
        return new Wire(url).upgrade(token);
    }

    String token() throws IOException, InterruptedException {
        return send(to("/v1/get-signed-url").POST(BodyPublishers.ofString(
                "{\"config\":{\"provider\":\"openai\",\"provider_config\":{\"api_key\":\"sk\",\"model\":\"m\"}}}")))
                .replaceAll(".*\"api_key\":\"(.*)\".*", "$1");
    }

    String get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(url.resolve(path)).header("Authorization", "Bearer " + key);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
        return answer.body();
    }

    /** With -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        client.close();
        kill();
    }
}
