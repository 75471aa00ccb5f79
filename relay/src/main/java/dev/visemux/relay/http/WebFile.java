// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A file for browsers, as it is in memory.
 *
 * @param path where it is served
 * @param etag names these bytes (RFC 9110, section 8.8.3): a browser that has them is told so
 */
public record WebFile(String path, String contentType, byte[] bytes, String etag) {
    private static final int ETAG_BYTES = 12;

    static WebFile of(String path, String contentType, byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new WebFile(path, contentType, bytes, '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, ETAG_BYTES)) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether the request names these bytes as the ones that it has. */
    boolean isHeldBy(HttpRequest head) {
        return Arrays.stream(head.headers().get(HttpHeaderNames.IF_NONE_MATCH, "").split(",")).map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.replaceFirst("^W/", "").equals(etag));
    }
}
