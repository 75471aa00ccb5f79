// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

/** The stages that one event loop's messages pass. */
record StageEvents(ScanEvent scan, TapEvent tap, SpliceEvent splice, WriteEvent write) {
    StageEvents() {
        this(new ScanEvent(), new TapEvent(), new SpliceEvent(), new WriteEvent());
    }
}
