// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import org.junit.jupiter.api.AfterEach;

/** Tests of one session whose two ends are played by hand. */
abstract class BetweenPeers extends OnFaultStage {
    RawPeer client;
    RawPeer vendor;

    void connect() throws Exception {
        client = stage.connect();
        vendor = stage.vendor().answer();
    }

    @Override
    @AfterEach
    void isCalm() throws Exception {
        if (client != null) {
            client.close();
            vendor.close();
        }
        super.isCalm();
    }
}
