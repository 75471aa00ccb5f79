// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tenant's request to a whole relay: the first line is what stands before {@code HTTP/1.1} and, behind a bar, the
 * Content-Type; the rest is the body. It is answered, and never with a failure of the relay's own.
 */
public final class RequestFuzz {
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (\\d{3}) (.*?)\r\n\r\n(.*)", Pattern.DOTALL);
    private static final int INTERNAL = 500;
    private static LocalRelay relay;

    private RequestFuzz() {}

    public static void fuzzerInitialize() {
        relay = LocalRelay.start("upstreams.elevenlabs.url", "http://127.0.0.1:1", "livekit.url", "ws://127.0.0.1:1",
                "livekit.api_key", "k", "livekit.api_secret", "s".repeat(32));
    }

    public static void fuzzerTearDown() {
        relay.close();
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        if (end < 0) {
            return;
        }
        ask(text.substring(0, end).replaceAll("[^ -~]", "").split("\\|", 2), Arrays.copyOfRange(input, end + 1, input.length));
    }

    private static void ask(String[] line, byte[] body) throws IOException {
        String head = line[0] + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nxi-api-key: k\r\n"
                + "Authorization: Bearer " + relay.key + "\r\n"
                + (line.length > 1 ? "Content-Type: " + line[1] + "\r\n" : "") + "Content-Length: " + body.length + "\r\n\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        try (Wire wire = relay.wire()) {
            wire.send(request.toByteArray());
            judge(wire.rest(), head);
        }
    }

    private static void judge(String answer, String head) {
        Matcher whole = ANSWER.matcher(answer);
        boolean sound = whole.matches() && Integer.parseInt(whole.group(1)) != INTERNAL
                && !(whole.group(2).contains("text/event-stream") && whole.group(3).contains("event: error"));
        if (!sound) {
            throw new AssertionError(head + "was answered " + answer);
        }
    }
}
