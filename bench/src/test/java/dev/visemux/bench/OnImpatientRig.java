// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that share a rig whose relay waits a second for a vendor. Classes run one after the other. */
abstract class OnImpatientRig {
    static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = OneShapeModel.rig(Map.of("upstreams.connect_timeout", "1s"), new AtomicLong());
    }

    @AfterAll
    static void stop() {
        rig.close();
    }
}
