// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sun.misc.Signal;
import sun.misc.SignalHandler;

@Timeout(60)
class RelayCommandTest {
    private static final Signal HANGUP = new Signal("HUP");

    @Test
    void shouldReadTheTenantsAgainOnSighup() throws Exception {
        try (LocalRelay relay = LocalRelay.start()) {
            Files.writeString(relay.tenants, "acme: {credentials: {openai: 'file:key'}}");
            assertThat(status(relay)).as("a file that cannot be used").isEqualTo(400);
            Files.writeString(relay.tenants.resolveSibling("key"), "sk-1");
            SignalHandler before = RelayCommand.reloadOnHangup(relay.server, new Systemd(Map.of()));
            try {
                Signal.handle(HANGUP, before).handle(HANGUP); // not raised: who was started by nohup is not told
            } finally {
                Signal.handle(HANGUP, before);
            }
            assertThat(status(relay)).as("the key is gone from the file").isEqualTo(401);
        }
    }

    private static int status(LocalRelay relay) throws Exception {
        return relay.post("/v1/get-signed-url", "{}").statusCode();
    }
}
