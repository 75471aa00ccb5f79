// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.ops.RelayConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The demo page at {@code /} and the browser client under {@code /client/}: read from the class path once, so that no request
 * names a file of this machine. Any thread.
 */
public final class WebFiles {
    private static final String CLIENT = "/client/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8",
            "ts", "text/plain; charset=utf-8", "json", "application/json", "svg", "image/svg+xml");

    private final List<WebFile> files;
    private final Supplier<URI> relay;

    private WebFiles(List<WebFile> files, Supplier<URI> relay) {
        this.files = files;
        this.relay = relay;
    }

    /** Those that the operator shows; {@code relay}: what signed URLs begin with. */
    public static WebFiles shown(RelayConfig.Web shown, Supplier<URI> relay) {
        return new WebFiles(all().stream().filter(file -> isClient(file) ? shown.client() : shown.demo()).toList(), relay);
    }

    /** All there are; read anew. */
    public static List<WebFile> all() {
        try {
            URI place = WebFiles.class.getResource("/web").toURI();
            if (!place.getScheme().equals("jar")) {
                return read(Path.of(place));
            }
            try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                return read(jar.getPath("/web"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<WebFile> read(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> TYPES.containsKey(ending(path)) && Files.isRegularFile(path))
                    .map(path -> read(folder, path)).toList();
        }
    }

    private static WebFile read(Path folder, Path file) {
        try {
            String path = "/" + folder.relativize(file).toString().replace('\\', '/');
            return WebFile.of(path.equals("/index.html") ? "/" : path, TYPES.get(ending(file)), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ending(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static boolean isClient(WebFile file) {
        return file.path().startsWith(CLIENT);
    }

    /**
     * What such a page may do (Content Security Policy Level 3): run and show what came from its own host, and talk to it and
     * to {@code relay}, which has another name where a proxy stands in front.
     */
    public static String policy(URI relay) {
        String http = relay.getScheme() + "://" + relay.getRawAuthority();
        return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; connect-src 'self' "
                + http + " " + http.replaceFirst("^http", "ws") + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    void addTo(Routes routes) {
        for (WebFile file : files) {
            routes.add(HttpMethod.GET, file.path(), (head, reply) -> answer(file, head, reply));
            routes.add(HttpMethod.HEAD, file.path(), (head, reply) -> answer(file, head, reply)); // the codec leaves the body out
        }
    }

    private Exchange answer(WebFile file, HttpRequest head, Reply reply) {
        reply.quiet(); // a page is fifty files
        reply.header(HttpHeaderNames.ETAG, file.etag());
        reply.header(HttpHeaderNames.CACHE_CONTROL, "no-cache"); // kept, but asked about: modules of two versions do not mix
        reply.header("X-Content-Type-Options", "nosniff");
        if (isClient(file)) {
            reply.header(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*"); // public code: any page may import it
        } else {
            reply.header("Content-Security-Policy", policy(relay.get()));
            reply.header("Referrer-Policy", "no-referrer");
            reply.header("Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
        }
        return file.isHeldBy(head) ? reply.notModified() : reply.bytes(file.contentType(), file.bytes());
    }
}
