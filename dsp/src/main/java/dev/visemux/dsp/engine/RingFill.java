// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.List;

/**
 * How full the rings of an engine are, in bytes: of live and of recorded audio.
 *
 * @param fullest used part of the ring of live audio that is the fullest, 1 where it is full
 */
public record RingFill(long liveUsed, long liveMax, double fullest, long recordedUsed, long recordedMax) {
    static RingFill of(List<Wires> wires) {
        return new RingFill(wires.stream().mapToLong(each -> each.live().used()).sum(),
                wires.stream().mapToLong(each -> each.live().capacity()).sum(),
                wires.stream().mapToDouble(each -> (double) each.live().used() / each.live().capacity()).max().orElse(0),
                wires.stream().mapToLong(each -> each.recorded().used()).sum(),
                wires.stream().mapToLong(each -> each.recorded().capacity()).sum());
    }
}
