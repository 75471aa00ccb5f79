// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.signal.PcmFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What owner and worker both know of a stream.
 *
 * @param id       unique on its link
 * @param consumed bytes that have left the ring; the worker writes it, the owner reads it
 */
record Ticket(int id, PcmFormat format, String model, DspStream.Mode mode, AtomicLong consumed) {
    Ticket(int id, PcmFormat format, String model, DspStream.Mode mode) {
        this(id, format, model, mode, new AtomicLong());
    }

    void consume(int bytes) {
        consumed.lazySet(consumed.getPlain() + bytes);
    }
}
