// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Lease;
import dev.visemux.relay.access.Tally;
import dev.visemux.relay.ops.Closes;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.SessionTrace;
import dev.visemux.relay.ops.Timings;
import dev.visemux.relay.provider.Approach;
import dev.visemux.relay.provider.Dialogue;
import dev.visemux.relay.upstream.Dialer;
import dev.visemux.relay.upstream.Sockets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live conversation: its two legs, its state and how it ends. Everything happens on the one event loop that both
 * legs share, so nothing here is volatile or locked. It owns the legs; it never looks into a frame.
 */
final class Session implements Dialer.Outcome {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private enum State { CONNECTING, OPEN, ENDING, CLOSED }

    private final Arrival arrival;
    private final Account account;
    private final Lips lips;
    private final Sessions house;
    private final Channel clientChannel;
    private final Approach approach;
    private final ClientLeg client;
    private final UpstreamLeg upstream;
    private final Splicer splicer;
    private final AudioTap tap;
    private final TimeLimits limits;
    private final Lease lease;
    private final Tally tally;
    private final SessionCounts counts;
    private final Timings timings = new Timings();
    private final LoopShare share;
    private final SessionTrace trace;
    private State state = State.CONNECTING;
    private final Instant began = Instant.now();
    private long beganNanos;
    private long dialNanos = -1;
    private SessionEnd end;
    private WayToVendor way;
    private Future<?> watch;

    Session(Arrival arrival, Sessions house, Channel clientChannel, Approach approach, Dialogue dialogue,
            Lips lips, Lease lease, Account account) {
        FrameMask mask = new FrameMask();
        this.arrival = arrival;
        this.account = account;
        this.lips = lips;
        this.house = house;
        this.clientChannel = clientChannel;
        this.approach = approach;
        share = house.share(clientChannel.eventLoop());
        tally = share.meter().of(account);
        counts = new SessionCounts(house.metrics());
        trace = house.traces().begin(arrival.traceparent());
        trace.names(arrival.session(), arrival.requestId(), account.tenant(), account.provider(), arrival.door());
        splicer = new Splicer(this::toClient, share, lips, clientChannel.alloc(), counts, tally, timings,
                house.settings().hold().toNanos(), this::settle);
        tap = new AudioTap(share, splicer, clientChannel.alloc(), counts, trace, tally, lips,
                house.settings().maxStreams(), this::progress);
        client = new ClientLeg(this, dialogue, Sockets.secure(approach.uri()) ? null : mask,
                new Stay(Timings.Kind.CLIENT, share, timings));
        upstream = new UpstreamLeg(this, dialogue, tap, splicer, mask);
        this.lease = lease;
        limits = new TimeLimits(house.settings(), lease.longest(house.settings().maxDuration()));
    }

    ClientLeg client() {
        return client;
    }

    boolean open() {
        return state == State.OPEN;
    }

    String id() {
        return arrival.session();
    }

    RelayConfig.Session settings() {
        return house.settings();
    }

    /** What its tenant is charged for. */
    Tally tally() {
        return tally;
    }

    SessionCounts counts() {
        return counts;
    }

    StageEvents stages() {
        return share.stages();
    }

    private Metrics metrics() {
        return house.metrics();
    }

    /** Before the client's leg stands. */
    void start() {
        house.opened(this);
        house.prepare(clientChannel);
        beganNanos = nowNanos();
        limits.begin(beganNanos);
        long tick = limits.tickMillis();
        watch = loop().scheduleWithFixedDelay(this::watch, tick, tick, TimeUnit.MILLISECONDS);
    }

    /** Dials the vendor, once the client's leg stands; it is not read until the vendor's stands too. */
    void dial() {
        if (state == State.CONNECTING) {
            client.reads(false);
            way = new WayToVendor(house.vendors(), loop(), this);
            way.begin(approach);
        }
    }

    @Override
    public void connected(Channel channel) {
        if (state != State.CONNECTING) {
            channel.close();
            return;
        }
        state = State.OPEN;
        house.prepare(channel);
        channel.pipeline().addLast(upstream);
        metrics().dials().accepted();
        dialNanos = nowNanos() - beganNanos;
        share.timings().record(Timings.Kind.DIAL, dialNanos, 1);
        counts.count(Counter.SESSIONS_OPENED);
        trace.connected();
        tally.sessionBegins();
        upstream.reads(true);
        client.reads(true);
    }

    @Override
    public void refused(RelayError error) {
        metrics().dials().refused(error);
        end(error);
    }

    void toUpstream(ByteBuf bytes, boolean inside) {
        upstream.writer().pass(bytes, inside);
    }

    /** A message in the place of one of the client's. */
    void sayUpstream(ByteBufAllocator allocator, int opcode, byte[] message) {
        upstream.writer().say(allocator, opcode, message);
    }

    private void toClient(ByteBuf bytes, boolean inside) {
        client.writer().pass(bytes, inside);
    }

    /** One of its peers has interrupted the agent, so many times. */
    void interrupted(int times) {
        if (times > 0) {
            counts.add(Counter.INTERRUPTIONS, times);
            trace.interrupted();
        }
    }

    void read() {
        limits.read();
    }

    /** A read burst has ended or visemes were published: what is due leaves at once, in one flush a leg. */
    void progress() {
        splicer.drain();
        settle();
    }

    /** Flushes both legs, and stops reading the one while the other has too much to take. */
    void settle() {
        client.flush();
        upstream.flush();
        if (state == State.OPEN) {
            upstream.paused(client.writer().pendingBytes() + splicer.heldBytes() > settings().bufferBytes());
            client.paused(upstream.writer().pendingBytes() > settings().bufferBytes());
        }
    }

    /** A peer closed: the other one hears the same, and the first its echo. Or it answered our own close. */
    void closedBy(Leg leg, Closing closing) {
        if (live()) {
            end(new SessionEnd(side(leg), closing.code(), closing, null), closing);
        } else {
            leg.drop();
        }
    }

    void end(RelayError why) {
        end(why, Closes.Side.RELAY, why.closeCode());
    }

    private void end(RelayError why, Closes.Side side, int code) {
        if (live()) {
            metrics().count(why);
            end(new SessionEnd(side, code, Closing.of(why), why), Closing.GOING_AWAY);
        }
    }

    private Closes.Side side(Leg leg) {
        return leg == client ? Closes.Side.CLIENT : Closes.Side.UPSTREAM;
    }

    private boolean live() {
        return state == State.CONNECTING || state == State.OPEN;
    }

    private void end(SessionEnd how, Closing toUpstream) {
        end = how;
        metrics().closes().count(how.side(), how.code());
        trace.closes(how.side(), how.code(), how.closing().reasonToTell(), how.error());
        if (state == State.OPEN) {
            tally.sessionEnds();
        }
        state = State.ENDING;
        log.info("session {} ends: {}", id(), how.closing());
        splicer.letGo();
        client.close(how.closing());
        upstream.close(toUpstream);
        if (!upstream.stands() && way != null) {
            way.giveUp();
        }
    }

    /** A connection is down, in order or not. */
    void gone(Leg leg) {
        end(leg == client ? RelayError.CLIENT_LOST : RelayError.UPSTREAM_LOST, side(leg), Closing.ABNORMAL);
        if (!client.stands() && !upstream.stands()) {
            closed();
        }
    }

    private void closed() {
        state = State.CLOSED;
        watch.cancel(false);
        splicer.close();
        tap.close();
        counts.count(Counter.SESSIONS_CLOSED);
        tell();
        trace.end();
        lease.release();
        house.closed(this);
    }

    private void tell() {
        new SessionLine(arrival, account, lips)
                .lasted(began, Duration.ofNanos(nowNanos() - beganNanos), way == null ? null : way.host(), dialNanos)
                .counted(counts).timed(timings).ended(end).log();
    }

    private void watch() {
        long now = nowNanos();
        cutIfStalled(client, now, RelayError.SLOW_CONSUMER);
        if (upstream.stands()) {
            cutIfStalled(upstream, now, RelayError.UPSTREAM_LOST);
        }
        RelayError due = lease.isSpent() ? RelayError.QUOTA_EXCEEDED : limits.due(now);
        if (due != null) {
            end(due);
        }
    }

    private void cutIfStalled(Leg leg, long now, RelayError why) {
        long limit = settings().slowConsumer().toNanos();
        if (live() && leg.stalled(now, limit)) {
            counts.count(Counter.SLOW_CONSUMERS);
            end(why);
        } else if (leg.stalled(now, limit + FrameWriter.LINGER_NANOS)) { // it did not even take the close frame
            leg.drop();
        }
    }

    /** From any thread: on the session's event loop. */
    void later(long millis, Runnable task) {
        loop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private long nowNanos() {
        return loop().ticker().nanoTime();
    }

    private EventLoop loop() {
        return clientChannel.eventLoop();
    }
}
