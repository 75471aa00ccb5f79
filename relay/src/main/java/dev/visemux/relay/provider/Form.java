// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What {@code get-signed-url} asks of a tenant for one vendor, and how it answers.
 *
 * @param secrets        names under which the vendor's secret may come, the best first
 * @param secretRequired whether there is no session without one
 * @param fields         all else that the vendor knows
 * @param deliveries     ways in which visemes can travel, {@link #INLINE} and {@link #SEPARATE}; the first is the default
 * @param answer         of the relay's public URL (http or https, no slash at its end) and a token
 */
public record Form(List<String> secrets, boolean secretRequired, List<Field> fields, List<String> deliveries,
        BiFunction<URI, String, Map<String, String>> answer) {
    /** In a field of the vendor's own message. */
    public static final String INLINE = "inline";
    /** In a message of their own before it. */
    public static final String SEPARATE = "separate";

    /** Of a vendor whose clients take both ways. */
    Form(List<String> secrets, boolean secretRequired, List<Field> fields, BiFunction<URI, String, Map<String, String>> answer) {
        this(secrets, secretRequired, fields, List.of(INLINE, SEPARATE), answer);
    }

    /**
     * @param carried whether it goes into {@link Caller#details()}; others are only looked at
     */
    public record Field(String name, Kind kind, boolean required, boolean carried) {}

    /** What a field may hold. */
    public enum Kind {
        /** Stands in a URL or a header: visible ASCII. */
        NAME,
        /** Any text. */
        PROSE,
        FLAG,
        OBJECT,
        UUID,
        /** Samples a second. */
        RATE,
        /** A name, or an object that describes one. */
        VOICE
    }

    /** The WebSocket form of a public URL. */
    static String webSocket(URI publicUrl) {
        return publicUrl.toString().replaceFirst("^http", "ws");
    }
}
