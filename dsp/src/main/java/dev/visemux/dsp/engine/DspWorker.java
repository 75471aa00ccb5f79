// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

/** Not there yet: streams can be opened and filled, nothing is analysed. */
final class DspWorker {
    private final Bell bell = new Bell();
    private final DspCounters counters = new DspCounters();
    private int links;

    int links() {
        return links;
    }

    Bell bell() {
        return bell;
    }

    void register(DspLink link) {
        links++;
    }

    DspCounters counters() {
        return counters;
    }

    void pause() {}

    void resume() {}

    void close() {}
}
