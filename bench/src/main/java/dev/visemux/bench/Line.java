// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.nio.charset.StandardCharsets;

/**
 * One message of a vendor's script.
 *
 * @param payload   what goes over the wire
 * @param binary    as a BINARY frame, else TEXT
 * @param dueMillis counted from the start of the performance
 * @param audio     whether it carries agent audio
 */
public record Line(byte[] payload, boolean binary, int dueMillis, boolean audio) {
    Line(String json, int dueMillis, boolean audio) {
        this(json.getBytes(StandardCharsets.UTF_8), false, dueMillis, audio);
    }

    Line inBinary() {
        return new Line(payload, true, dueMillis, audio);
    }

    public Line at(int millis) {
        return new Line(payload, binary, millis, audio);
    }

    String json() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
