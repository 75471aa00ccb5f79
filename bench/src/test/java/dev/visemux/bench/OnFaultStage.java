// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** Tests that share a stage, which each class sets up before all of them, and leave it calm. Classes run one after the other. */
abstract class OnFaultStage {
    static FaultStage stage;

    @AfterEach
    void isCalm() throws Exception {
        stage.isCalm();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }
}
