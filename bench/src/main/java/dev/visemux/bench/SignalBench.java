// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import dev.visemux.dsp.signal.FeatureOptions;
import dev.visemux.dsp.signal.FeatureStream;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.Mfcc;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.signal.Resampler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the signal path cost? Base64 and scan a 30,000-character delta, resampling an input sample, MFCC and the
 * whole path a hop. {@code -prof gc} must say zero.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignalBench {
    private static final int CHARS = 30_000;
    private static final int BYTES = CHARS / 4 * 3;
    private static final int HOPS = 16;
    private static final int HOP_SAMPLES = 160;

    @Param({"vector", "scalar"})
    public String kind;

    private Kernels kernels;
    private byte[] text;
    private byte[] decoded;
    private long source;
    private long target;
    private float[] samples;
    private float[] resampled;
    private float[] cepstra;
    private Resampler resampler;
    private Mfcc mfcc;
    private FeatureStream stream;

    @Setup
    public void prepare() {
        kernels = kind.equals("scalar") ? Kernels.scalar() : Kernels.best();
        decoded = new byte[BYTES];
        new Random(1).nextBytes(decoded);
        text = Base64.getEncoder().encode(decoded);
        MemorySegment memory = Arena.global().allocate(2L * CHARS + 1, 64);
        MemorySegment.copy(text, 0, memory, ValueLayout.JAVA_BYTE, 0, CHARS);
        memory.set(ValueLayout.JAVA_BYTE, CHARS, (byte) '"');
        source = memory.address();
        target = source + CHARS + 1;
        kernels.decodeBase64(source, CHARS, target);
        prepareSignal();
    }

    private void prepareSignal() {
        FeatureOptions options = new FeatureOptions(16_000, 400, HOP_SAMPLES, 0.97f, 512, 40, 20, 7600, 1e-5f, 13, 150,
                new float[13], new float[26]);
        Random random = new Random(2);
        samples = new float[HOPS * HOP_SAMPLES + 400];
        for (int t = 0; t < samples.length; t++) {
            samples[t] = random.nextFloat() - 0.5f;
        }
        resampler = new Resampler(24_000, 16_000, kernels);
        resampled = new float[resampler.maxOutput(Resampler.MAX_SAMPLES)];
        mfcc = new Mfcc(options, kernels);
        cepstra = new float[HOPS * 13];
        stream = new FeatureStream(options, mfcc, PcmFormat.pcm16(24_000));
    }

    @Benchmark
    public int base64() {
        return kernels.decodeBase64(source, CHARS, target);
    }

    /** What the JDK offers: whole arrays only. */
    @Benchmark
    public int base64OfTheJdk() {
        return Base64.getDecoder().decode(text, decoded);
    }

    @Benchmark
    public int scan() {
        return kernels.findQuoteOrEscape(source, CHARS + 1);
    }

    @Benchmark
    @OperationsPerInvocation(480)
    public int resampleSample() {
        return resampler.accept(samples, 0, 480, resampled, 0);
    }

    @Benchmark
    @OperationsPerInvocation(HOPS)
    public float[] mfccHop() {
        for (int hop = 0; hop < HOPS; hop++) {
            mfcc.add(samples, hop * HOP_SAMPLES, cepstra, hop * 13);
        }
        mfcc.flush();
        return cepstra;
    }

    /** From PCM16 at 24 kHz to rows, a message of 200 ms at a time; per hop. */
    @Benchmark
    @OperationsPerInvocation(20)
    public long wireToRowsHop() {
        stream.accept(target, 9_600);
        stream.clamp();
        mfcc.flush();
        return stream.rowsComplete();
    }
}
