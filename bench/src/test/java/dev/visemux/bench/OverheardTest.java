// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Who listens for secrets would know one, and hears whom it listens to. */
@ExtendWith(SharedRig.class)
class OverheardTest {
    private final Rig rig;

    OverheardTest(Rig rig) {
        this.rig = rig;
    }

    @Test
    void shouldKnowEverySecretThatATestUses() throws Exception {
        for (Vendor vendor : Vendor.values()) {
            assertThat(Overheard.secretsIn("GET " + rig.tenant().signed(vendor, Map.of()))).as(vendor.name()).hasSize(1);
        }
        for (String secret : List.of(rig.tenant().tenantKey(), Rig.VENDOR_KEY, SharedRig.SETTINGS.get("tokens.keys"),
                new Credentials().issue("auth_tokens/"))) {
            assertThat(Overheard.secretsIn("before\nkey=" + secret + "&x\nafter")).hasSize(1).noneMatch(line -> line.contains(secret));
        }
        assertThat(Overheard.secretsIn("session 4f96827ea539f25e ends: 1000 " + PcmFormat.pcm16(8_000))).isEmpty();
    }

    @Test
    void shouldBeGivenWhatIsLoggedBelowWhatIsShown() {
        assertThat(LoggerFactory.getLogger("dev.visemux.relay.session.Session").isTraceEnabled()).isTrue();
    }
}
