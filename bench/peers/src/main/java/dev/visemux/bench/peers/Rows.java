// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.signal.FeatureOptions;
import dev.visemux.dsp.signal.FeatureStream;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Mfcc;
import dev.visemux.dsp.signal.PcmFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.FloatBuffer;

/** The features of ten seconds of speech, a row every 10 ms. */
final class Rows {
    static final int COUNT = Sound.SECONDS * PcmFormat.HOPS_PER_SECOND;
    private static final int RATE = 24_000;

    private Rows() {}

    static FloatBuffer of(FeatureOptions options) throws IOException {
        FeatureStream stream = new FeatureStream(options, new Mfcc(options, Kernels.best()), PcmFormat.pcm16(RATE), 1 << 11);
        byte[] pcm = Sound.pcm(RATE);
        ByteBuf memory = Unpooled.directBuffer(pcm.length).writeBytes(pcm);
        stream.accept(memory.memoryAddress(), pcm.length);
        stream.finish();
        FloatBuffer rows = OnnxScorer.floats(COUNT * options.features());
        stream.copyRows(0, COUNT, rows);
        memory.release();
        return rows.rewind();
    }
}
