// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public door's certificate, renewed on disk while the relay runs. Any thread may ask for handlers; one refreshes.
 * Open connections keep what they were greeted with.
 */
final class Certificate {
    private static final Logger log = LoggerFactory.getLogger(Certificate.class);

    private final RelayConfig.Tls files;
    private volatile SslContext context;
    private List<Object> stamp;

    Certificate(RelayConfig.Tls files) {
        this.files = files;
        stamp = stamp();
        try {
            context = Tls.server(files);
        } catch (SSLException | IllegalArgumentException e) {
            throw new ConfigException(List.of("public.tls: " + fault(e)));
        }
    }

    SslHandler handler(ByteBufAllocator allocator) {
        return context.newHandler(allocator);
    }

    /** Reads the files again where they have changed; a pair that does not fit, as between two writes, leaves all as it was. */
    void refresh() {
        List<Object> now = stamp();
        if (now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            context = Tls.server(files);
            log.info("certificate {} read again", files.certificate());
        } catch (SSLException | IllegalArgumentException e) {
            log.error("public.tls stays as it was: {}", fault(e));
        }
    }

    private String fault(Exception e) {
        return "%s and %s are not a PEM certificate chain and its PKCS#8 key (%s)"
                .formatted(files.certificate(), files.key(), e.getMessage());
    }

    private List<Object> stamp() {
        try {
            BasicFileAttributes certificate = Files.readAttributes(files.certificate(), BasicFileAttributes.class);
            BasicFileAttributes key = Files.readAttributes(files.key(), BasicFileAttributes.class);
            return List.of(certificate.lastModifiedTime(), certificate.size(), String.valueOf(certificate.fileKey()),
                    key.lastModifiedTime(), key.size(), String.valueOf(key.fileKey()));
        } catch (IOException e) {
            return List.of("missing");
        }
    }
}
