// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.provider.AgentFrame;
import dev.visemux.relay.provider.Dialogue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * The vendor's side, stop 5: each message that concerns lips is scanned; one that gets visemes is taken out and held,
 * all others pass. Event loop only.
 */
final class UpstreamLeg extends Leg {
    private final Dialogue dialogue;
    private final AudioTap tap;
    private final Splicer splicer;
    private final StageEvents stages;
    private final AgentFrame found = new AgentFrame();
    private Held held;
    /** The message that ends now was taken out. */
    private boolean taken;

    UpstreamLeg(Session session, Dialogue dialogue, AudioTap tap, Splicer splicer, FrameMask mask) {
        super(session, Traffic.UPSTREAM, mask);
        this.dialogue = dialogue;
        this.tap = tap;
        this.splicer = splicer;
        stages = session.stages();
    }

    @Override
    FrameTunnel newTunnel(ByteBufAllocator allocator) {
        return new FrameTunnel(false, null, session.settings().maxMessageBytes(), allocator, this);
    }

    @Override
    void reading(int bytes) {
        splicer.reading(bytes);
    }

    @Override
    public boolean wants(int opcode, ByteBuf in, int from, int length) {
        return session.open() && dialogue.wants(opcode == FrameHeader.BINARY, in, from, length);
    }

    @Override
    public boolean inspect(int opcode, ByteBuf in, int from, int length) {
        stages.scan().from();
        dialogue.scan(opcode == FrameHeader.BINARY, in, from, length, found);
        stages.scan().to(length);
        if (found.unparsed()) {
            session.counts().count(Counter.UNPARSED);
        }
        session.interrupted(found.interrupted());
        if (found.goingAway()) {
            session.counts().count(Counter.GO_AWAY);
        }
        stages.tap().from();
        held = tap.hear(found, in, from);
        stages.tap().to(length);
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
        super.message(gathered);
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
    public void closed(Closing closing) {
        if (session.open() && closing.code() == Closing.GOING_AWAY.code()) {
            session.counts().count(Counter.GO_AWAY);
        }
        super.closed(closing);
    }

    @Override
    public void fault(RelayError error) {
        session.end(switch (error) {
            case PROTOCOL_ERROR, RATE_LIMITED -> RelayError.UPSTREAM_PROTOCOL_ERROR;
            default -> error;
        });
    }
}
