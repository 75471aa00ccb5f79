// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Tally;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.SessionTrace;
import dev.visemux.relay.ops.Timings;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.Caller;
import dev.visemux.relay.provider.Dialogue;
import dev.visemux.relay.provider.Providers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Map;

/** The vendor's side of a session from a socket's read to a socket's write, both left out: what {@link UpstreamLeg} does. */
final class BareSession implements FrameTunnel.Receiver {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final int MAX_STREAMS = 4;

    private final AgentFrame found = new AgentFrame();
    private final Dialogue dialogue;
    private final AudioTap tap;
    private final Splicer splicer;
    private final FrameTunnel tunnel;
    private Held held;
    private boolean taken;

    BareSession(String provider, LoopShare share, Metrics metrics, ByteBufAllocator allocator, Splicer.Sink client) {
        dialogue = new Providers(RelayConfig.of(Map.of())).named(provider).dialogue(new Caller(null, Map.of(), null));
        SessionCounts counts = new SessionCounts(metrics);
        Tally tally = share.meter().of(new Account("bench", provider));
        Lips lips = new Lips("default", LipSyncOptions.RAW, null);
        splicer = new Splicer(client, share, lips, allocator, counts, tally, new Timings(), Long.MAX_VALUE / 4, () -> { });
        tap = new AudioTap(share, splicer, allocator, counts, SessionTrace.OFF, tally, lips, MAX_STREAMS, () -> { });
        tunnel = new FrameTunnel(false, null, MAX_MESSAGE_BYTES, allocator, this);
    }

    /** Takes one read, and its ownership. */
    void read(ByteBuf in) {
        splicer.reading(in.capacity());
        tunnel.read(in);
        splicer.drain();
    }

    /** Whether everything has left that can. */
    boolean drained() {
        splicer.drain();
        return splicer.heldBytes() == 0;
    }

    @Override
    public boolean wants(int opcode, ByteBuf in, int from, int length) {
        return dialogue.wants(opcode == FrameHeader.BINARY, in, from, length);
    }

    @Override
    public boolean inspect(int opcode, ByteBuf in, int from, int length) {
        dialogue.scan(opcode == FrameHeader.BINARY, in, from, length, found);
        held = tap.hear(found, in, from);
        return held != null;
    }

    @Override
    public void take(ByteBuf frame, int payloadAt, int opcode) {
        held.bytes = frame;
        held.payloadAt = payloadAt;
        held.opcode = opcode;
        splicer.hold(held);
        taken = true;
    }

    @Override
    public void message(boolean gathered) {
        if (!taken) {
            splicer.ended();
        }
        taken = false;
    }

    @Override
    public void pass(ByteBuf bytes, boolean inside) {
        splicer.pass(bytes, inside);
    }

    @Override
    public void ping(byte[] body, int length) {}

    @Override
    public void idleFrame() {}

    @Override
    public void closed(Closing closing) {}

    @Override
    public void fault(RelayError error) {
        throw new IllegalStateException(error.toString());
    }
}
