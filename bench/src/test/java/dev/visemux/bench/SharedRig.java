// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One relay with the real engine for all tests that leave it as it was; it is stopped after the last of them. */
final class SharedRig implements ParameterResolver {
    static final Map<String, String> SETTINGS = Map.of(
            "session.hold", "5s", // a busy machine must not decide what a test sees
            "session.max_idle_frames", "100000", // a vendor who speaks in a burst pings in a burst
            "tokens.keys", "test:" + "A".repeat(43));

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Rig.class;
    }

    @Override
    public Rig resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Rig rig = test.getRoot().getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Rig.class, _ -> start(), Rig.class);
        rig.upstream().become(options());
        return rig;
    }

    /** Right key, no pauses. */
    static FakeOptions options() {
        FakeOptions options = new FakeOptions();
        options.key = Rig.VENDOR_KEY;
        options.pace = FakeOptions.Pace.burst;
        return options;
    }

    private static Rig start() {
        try {
            return Rig.start(options(), SETTINGS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
