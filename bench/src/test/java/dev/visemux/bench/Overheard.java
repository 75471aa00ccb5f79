// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Hears whatever an end-to-end test prints, and what is logged in it at TRACE, and fails its class where a secret is among it.
 * Every test class here has it, whether it thinks of secrets or not: junit-platform.properties.
 */
public final class Overheard implements BeforeAllCallback, AfterAllCallback {
    /** Tokens of ours; tenant keys, and what the fake vendors issue; the keys that these tests seal with and show to vendors. */
    private static final Pattern SECRET = Pattern.compile("eyJ[\\w-]{8,}\\.\\.[\\w-]+\\.[\\w-]+\\.[\\w-]+|[0-9a-f]{32,}|A{43}|E{42}A|"
            + Pattern.quote(Rig.VENDOR_KEY));
    /** Of a model's file, whose hash is no secret. */
    private static final Pattern HASHES = Pattern.compile("sha256 is [0-9a-f]{64}, not [0-9a-f]{64}");
    private static final int SHOWN = 6;

    private static final ByteArrayOutputStream heard = new ByteArrayOutputStream(); // it locks itself
    private static boolean listening;

    /** Told by logback-test.xml. */
    public static final class Log extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String fault = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            hear(event.getLoggerName() + ": " + event.getFormattedMessage() + "\n" + fault);
        }
    }

    /** What another process has printed. */
    static void hear(String text) {
        heard.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lines that hold a secret, with its first letters alone. */
    static List<String> secretsIn(String text) {
        return HASHES.matcher(text).replaceAll("").lines().filter(line -> SECRET.matcher(line).find())
                .map(line -> SECRET.matcher(line).replaceAll(secret -> secret.group().substring(0, SHOWN) + "***")).toList();
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        if (!listening) {
            listening = true;
            System.setOut(new PrintStream(both(System.out), true));
            System.setErr(new PrintStream(both(System.err), true));
        }
    }

    private static OutputStream both(OutputStream real) {
        return new FilterOutputStream(real) {
            @Override
            public void write(int b) throws IOException {
                heard.write(b);
                out.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                heard.write(bytes, from, length);
                out.write(bytes, from, length);
            }
        };
    }

    @Override
    public void afterAll(ExtensionContext test) {
        List<String> secrets = secretsIn(heard.toString(StandardCharsets.UTF_8));
        heard.reset();
        if (!secrets.isEmpty()) {
            throw new AssertionError("secrets were printed or logged:\n" + String.join("\n", secrets));
        }
    }
}
