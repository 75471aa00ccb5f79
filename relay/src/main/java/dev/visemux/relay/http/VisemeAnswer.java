// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.signal.PcmFormat;

/** How the visemes of a recording are told. Event loop only. */
interface VisemeAnswer {
    /** Sound there is; {@code samples}: how much, or -1 where that shows only at the end. */
    void begin(PcmFormat format, long samples);

    /** Tells what is newly known, as far as the socket takes it. True: all was told. */
    boolean advance(DspStream stream);

    /** The engine failed; what it named until then is told. */
    void fail();
}
