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
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Resampling, MFCC, running mean and deltas in a row, of one stream. Nobody else has the same rows. */
@State(Scope.Thread)
@Stage("PCM16 at 24 kHz to rows")
public class FeaturesStage implements Comparison {
    private static final int MESSAGE_BYTES = 4_800;
    private static final int HOPS = 10;

    private ByteBuf speech;
    private FeatureStream stream;
    private FloatBuffer rows;
    private int at;

    @Setup
    @Override
    public void prepare() throws IOException {
        FeatureOptions options = Sound.manifest().features();
        byte[] pcm = Sound.pcm(24_000);
        speech = Unpooled.directBuffer(pcm.length).writeBytes(pcm);
        stream = new FeatureStream(options, new Mfcc(options, Kernels.best()), PcmFormat.pcm16(24_000));
        rows = OnnxScorer.floats(HOPS * options.features());
    }

    @Override
    public String input() {
        return "4,800 B of speech";
    }

    @Benchmark
    @Way(Way.OURS)
    public FloatBuffer ours() {
        stream.accept(speech.memoryAddress() + at, MESSAGE_BYTES);
        stream.clamp();
        stream.copyRows(stream.rowsBegun() - HOPS, HOPS, rows.clear());
        at = (at + MESSAGE_BYTES) % speech.readableBytes();
        return rows;
    }
}
