// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.bench.Vendor;
import dev.visemux.bench.peers.Comparison;
import dev.visemux.bench.peers.JacksonSplice;
import dev.visemux.bench.peers.Messages;
import dev.visemux.bench.peers.Stage;
import dev.visemux.bench.peers.Way;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.SessionTrace;
import dev.visemux.relay.ops.Timings;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.Caller;
import dev.visemux.relay.provider.Dialogue;
import dev.visemux.relay.provider.Providers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From a message to the message with the field, as late audio gets it: one closed mouth, so that no model is asked. It lies
 * in this package to call the session's own classes; ours ends where the socket begins, Jackson's in an array.
 */
@State(Scope.Thread)
@Stage("scan and splice")
public class SpliceStage implements Comparison {
    private static final int HEADER_BYTES = 4;
    /** Of the read's memory behind the message. */
    private static final int ROOM_BYTES = 1024;
    private static final int EVENT = 7;
    private static final ByteBufAllocator MEMORY = ByteBufAllocator.DEFAULT;

    private final AgentFrame found = new AgentFrame();
    private final Turn turn = new Turn(LipSyncOptions.CONVERSATION, SessionTrace.OFF);
    private final JacksonSplice jackson = new JacksonSplice(EVENT, Messages.MILLIS);
    private Messages messages;
    private Dialogue dialogue;
    private Splicer splicer;
    private ByteBuf frame;
    private int length;
    private ByteArrayOutputStream seen;

    @Setup
    @Override
    public void prepare() throws IOException {
        messages = Messages.of(Vendor.openai);
        dialogue = new Providers(RelayConfig.of(Map.of())).named("openai").dialogue(new Caller(null, Map.of(), null));
        Metrics metrics = new Metrics();
        LoopShare share = LoopShare.of(new EmbeddedChannel().eventLoop(), null, null, metrics.newTimings(),
                RelayConfig.of(Map.of()).session());
        splicer = new Splicer(this::sink, share, new Lips("default", LipSyncOptions.CONVERSATION, null), MEMORY,
                new SessionCounts(metrics), new Meter(_ -> true, System::nanoTime).of(new Account("bench", "openai")),
                new Timings(), 0, () -> { });
        turn.begin(1, 1, PcmFormat.pcm16(24_000));
        length = message().length;
        frame = MEMORY.directBuffer(HEADER_BYTES + length + ROOM_BYTES).writeZero(HEADER_BYTES).writeBytes(message());
    }

    private byte[] message() {
        return messages.audio().getFirst();
    }

    private void sink(ByteBuf bytes, boolean inside) {
        if (seen != null) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.getBytes(bytes.readerIndex(), copy);
            seen.writeBytes(copy);
        }
        bytes.release();
    }

    @Override
    public String input() {
        return "openai, " + messages.mean();
    }

    @Benchmark
    @Way(Way.OURS)
    public int ours() {
        int end = HEADER_BYTES + length;
        frame.setByte(end - 1, '}'); // where the last call has written
        dialogue.scan(false, frame, HEADER_BYTES, length, found);
        Held held = splicer.place(Held.Kind.LATE, turn); // the kind that waits for no worker
        held.bytes = frame.retainedSlice(0, end + ROOM_BYTES).writerIndex(end);
        held.opcode = FrameHeader.TEXT;
        held.payloadAt = HEADER_BYTES;
        held.spliceAt = found.spliceAt();
        held.eventId = EVENT;
        held.durationMillis = Messages.MILLIS;
        held.closesMouth = true;
        splicer.hold(held);
        splicer.drain();
        return found.spliceAt();
    }

    @Benchmark
    @Way("Jackson, tree")
    public byte[] jacksonTree() throws IOException {
        return jackson.byTree(message());
    }

    @Benchmark
    @Way("Jackson, streamed copy")
    public byte[] jacksonStreamed() throws IOException {
        return jackson.streamed(message());
    }

    @Override
    public String agreement(String method) throws IOException {
        if (method.equals(SCALAR)) {
            return "";
        }
        seen = new ByteArrayOutputStream();
        ours();
        byte[] all = seen.toByteArray();
        byte[] theirs = method.equals("jacksonTree") ? jacksonTree() : jacksonStreamed();
        seen = null;
        Disagreement.unless(Arrays.equals(Arrays.copyOfRange(all, HEADER_BYTES, all.length), theirs), method + " writes other bytes");
        return "same bytes";
    }
}
