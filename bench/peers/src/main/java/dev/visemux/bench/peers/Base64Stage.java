// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

import dev.visemux.dsp.signal.Kernels;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ours goes from the network's buffer to native memory, where the ring is. The JDK knows arrays only. */
@State(Scope.Thread)
@Stage("base64")
public class Base64Stage implements Comparison {
    private static final int RATE = 24_000;

    @Param({"100", "400"})
    public int millis;

    private final Kernels kernels = Kernels.best();
    private byte[] pcm;
    private byte[] text;
    private byte[] decoded;
    private ByteBuf source;
    private ByteBuf target;

    @Setup
    @Override
    public void prepare() throws IOException {
        pcm = Arrays.copyOfRange(Sound.pcm(RATE), 2 * RATE, 2 * RATE + 2 * RATE / 1000 * millis);
        text = Base64.getEncoder().encode(pcm);
        decoded = new byte[pcm.length];
        source = Unpooled.directBuffer(text.length).writeBytes(text);
        target = Unpooled.directBuffer(pcm.length);
    }

    @Override
    public String input() {
        return "%d ms: %,d characters".formatted(millis, text.length);
    }

    @Override
    public double messages() {
        return millis / (double) Messages.MILLIS;
    }

    @Benchmark
    @Way(Way.OURS)
    public int ours() {
        return decode(kernels);
    }

    private int decode(Kernels by) {
        return by.decodeBase64(source.memoryAddress(), text.length, target.memoryAddress());
    }

    @Benchmark
    @Way("JDK, array to array")
    public int jdkArrays() {
        return Base64.getDecoder().decode(text, decoded);
    }

    @Benchmark
    @Way("JDK, buffer to buffer by way of arrays")
    public int jdkBuffers() {
        source.getBytes(0, text);
        int bytes = Base64.getDecoder().decode(text, decoded);
        target.setBytes(0, decoded, 0, bytes);
        return bytes;
    }

    @Benchmark
    @Way("Netty")
    public int netty() {
        ByteBuf out = io.netty.handler.codec.base64.Base64.decode(source);
        source.readerIndex(0);
        int bytes = out.readableBytes();
        out.release();
        return bytes;
    }

    @Override
    public String agreement(String method) {
        Disagreement.unless(bytes(kernels).equals(bytes(Kernels.scalar())) && bytes(kernels).equals(string(pcm)), "base64");
        jdkArrays();
        Disagreement.unless(Arrays.equals(decoded, pcm), "the JDK's base64");
        return "same bytes";
    }

    private String bytes(Kernels by) {
        byte[] all = new byte[decode(by)];
        target.setIndex(0, 0).getBytes(0, all);
        return string(all);
    }

    private static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
