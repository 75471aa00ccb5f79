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
import org.openjdk.jmh.annotations.AuxCounters;
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
 * What does the signal path cost? Base64 and scan of a delta of 30,000 characters, a message of 470 ms of PCM16 at 24 kHz;
 * resampling, MFCC and the way from samples to rows a hop, at the rates that vendors use. {@code -prof gc} must say zero.
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
    private static final int MESSAGE_HOPS = 20;

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
    private FeatureOptions options;
    private Mfcc mfcc;

    /** Makes JMH tell how many bytes pass in a second. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Bytes {
        public long bytes;
    }

    /** Makes JMH tell the time of a hop as well. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Hops {
        public long hops;
    }

    /** What a vendor sends. */
    @State(Scope.Thread)
    public static class Voice {
        @Param({"8000", "16000", "24000", "44100", "48000"})
        public int rateHz;

        private Resampler resampler;
        private FeatureStream stream;
        private int hopSamples;

        @Setup
        public void prepare(SignalBench bench) {
            resampler = new Resampler(rateHz, bench.options.sampleRateHz(), bench.kernels);
            stream = new FeatureStream(bench.options, bench.mfcc, PcmFormat.pcm16(rateHz));
            hopSamples = rateHz / PcmFormat.HOPS_PER_SECOND;
        }
    }

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
        options = new FeatureOptions(16_000, 400, HOP_SAMPLES, 0.97f, 512, 40, 20, 7600, 1e-5f, 13, 150,
                new float[13], new float[26]);
        Random random = new Random(2);
        samples = new float[HOPS * HOP_SAMPLES + 400];
        for (int t = 0; t < samples.length; t++) {
            samples[t] = random.nextFloat() - 0.5f;
        }
        resampled = new float[2 * Resampler.MAX_SAMPLES + 1];
        mfcc = new Mfcc(options, kernels);
        cepstra = new float[HOPS * 13];
    }

    @Benchmark
    public int base64(Bytes counted) {
        counted.bytes += CHARS;
        return kernels.decodeBase64(source, CHARS, target);
    }

    /** What the JDK offers: whole arrays only. */
    @Benchmark
    public int base64OfTheJdk(Bytes counted) {
        counted.bytes += CHARS;
        return Base64.getDecoder().decode(text, decoded);
    }

    @Benchmark
    public int scan(Bytes counted) {
        counted.bytes += CHARS;
        return kernels.findQuoteOrEscape(source, CHARS + 1);
    }

    @Benchmark
    public int resampleHop(Voice voice, Hops counted) {
        counted.hops++;
        return voice.resampler.accept(samples, 0, voice.hopSamples, resampled, 0);
    }

    @Benchmark
    @OperationsPerInvocation(HOPS)
    public float[] mfccHop(Hops counted) {
        for (int hop = 0; hop < HOPS; hop++) {
            mfcc.add(samples, hop * HOP_SAMPLES, cepstra, hop * 13);
        }
        mfcc.flush();
        counted.hops += HOPS;
        return cepstra;
    }

    /** From PCM16 to rows, a message of 200 ms at a time, its last two rows clamped; per hop. */
    @Benchmark
    @OperationsPerInvocation(MESSAGE_HOPS)
    public long wireToRowsHop(Voice voice, Hops counted) {
        voice.stream.accept(target, 2 * voice.hopSamples * MESSAGE_HOPS);
        voice.stream.clamp();
        mfcc.flush();
        counted.hops += MESSAGE_HOPS;
        return voice.stream.rowsComplete();
    }
}
