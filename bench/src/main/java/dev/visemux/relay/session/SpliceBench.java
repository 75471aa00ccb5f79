// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.SessionTrace;
import dev.visemux.relay.ops.Timings;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.Dialogue;
import dev.visemux.relay.provider.Providers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What does a message with 30,000 characters of audio cost its event loop? Scan, base64 to native memory and splice,
 * alone and in a row. It lies in this package to call the session's own classes; the sockets are left out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SpliceBench {
    private static final int AUDIO_BYTES = 22_500;
    private static final int HEADER_BYTES = 4;
    private static final ByteBufAllocator MEMORY = ByteBufAllocator.DEFAULT;

    private final AgentFrame found = new AgentFrame();
    private final Turn turn = new Turn(LipSyncOptions.CONVERSATION, SessionTrace.OFF);
    private Kernels kernels;
    private Dialogue dialogue;
    private Splicer splicer;
    private ByteBuf frame;
    private ByteBuf decoded;
    private int payloadBytes;

    @Setup
    public void prepare() {
        Kernels.warmUp();
        kernels = Kernels.best();
        dialogue = new Providers(RelayConfig.of(Map.of())).named("openai").dialogue(null);
        Metrics metrics = new Metrics();
        LoopShare share = LoopShare.of(new EmbeddedChannel().eventLoop(), null, null, metrics.newTimings(),
                RelayConfig.of(Map.of()).session());
        Lips lips = new Lips("default", LipSyncOptions.CONVERSATION, null);
        splicer = new Splicer((bytes, _) -> bytes.release(), share, lips, MEMORY, new SessionCounts(metrics),
                new Meter(_ -> true, System::nanoTime).of(new Account("bench", "openai")), new Timings(), 0, () -> { });
        turn.begin(1, 1, PcmFormat.pcm16(24_000));
        byte[] audio = new byte[AUDIO_BYTES];
        new Random(1).nextBytes(audio);
        byte[] payload = """
                {"type":"response.output_audio.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_1",\
                "output_index":0,"content_index":0,"delta":"%s"}"""
                .formatted(Base64.getEncoder().encodeToString(audio)).getBytes(StandardCharsets.UTF_8);
        payloadBytes = payload.length;
        frame = MEMORY.directBuffer(HEADER_BYTES + payloadBytes).writeZero(HEADER_BYTES).writeBytes(payload);
        decoded = MEMORY.directBuffer(AUDIO_BYTES);
    }

    @Benchmark
    public int scan() {
        dialogue.scan(false, frame, HEADER_BYTES, payloadBytes, found);
        return found.spliceAt();
    }

    @Benchmark
    public int scanAndDecode() {
        scan();
        long base64 = frame.memoryAddress() + HEADER_BYTES + found.spanFrom(0);
        return kernels.decodeBase64(base64, found.spanLength(0), decoded.memoryAddress());
    }

    @Benchmark
    public int scanDecodeAndSplice() {
        int bytes = scanAndDecode();
        Held held = splicer.place(Held.Kind.LATE, turn); // the kind that waits for no worker
        held.bytes = frame.retainedSlice(0, HEADER_BYTES + payloadBytes);
        held.opcode = FrameHeader.TEXT;
        held.payloadAt = HEADER_BYTES;
        held.spliceAt = found.spliceAt();
        held.closesMouth = true;
        splicer.hold(held);
        splicer.drain();
        return bytes;
    }
}
