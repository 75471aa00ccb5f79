// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Grant;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import dev.visemux.relay.provider.Caller;
import dev.visemux.relay.provider.Door;
import dev.visemux.relay.provider.Provider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stop 2: lets a client in through a WebSocket door. It stands behind HttpServerCodec; any other request goes on to the
 * next handler. One for each channel, on its event loop. It never keeps a channel: that is a {@link Session}'s, or a
 * {@link Farewell}'s, once the handshake is answered.
 */
public final class Admission extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    private final Doors doors;
    private final Function<Channel, InetAddress> address;
    private final Function<Channel, String> requestId;
    private HttpRequest request;
    private Provider provider;
    /** From the end of an upgrade until it is answered. */
    private boolean deciding;
    /** The client spoke while we were deciding. */
    private boolean hasty;

    /**
     * @param address   of the client behind a channel; null where it is not known
     * @param requestId of the request that a channel is at; may be logged
     */
    public Admission(Doors doors, Function<Channel, InetAddress> address, Function<Channel, String> requestId) {
        this.doors = doors;
        this.address = address;
        this.requestId = requestId;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (deciding) {
            hasty = true;
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest head) {
            request = head;
            provider = head.decoderResult().isSuccess() ? doors.at(head) : null;
        }
        if (provider == null) {
            ctx.fireChannelRead(message);
            return;
        }
        // Only at its end: the codec gives the head and the empty end of an upgrade in one go.
        boolean whole = message instanceof LastHttpContent;
        ReferenceCountUtil.release(message);
        if (whole) {
            decide(ctx);
        }
    }

    /** The order is the contract's: whatever refuses the upgrade itself comes before the token is consumed. */
    private void decide(ChannelHandlerContext ctx) {
        deciding = true;
        RelayError flaw = doors.draining().getAsBoolean() ? RelayError.DRAINING : ServerHandshake.flaw(request);
        if (flaw == null && doors.full().getAsBoolean()) {
            sayFarewell(ctx, RelayError.OVERLOADED); // its token can be tried again, here or elsewhere
        } else if (flaw == null) {
            doors.redeem(provider, request, address.apply(ctx.channel()), ctx.executor(), (visit, error) -> answer(ctx, visit, error));
        } else {
            refuse(ctx, flaw);
        }
    }

    /** {@code visit}: null where there is an error. */
    private void answer(ChannelHandlerContext ctx, Visit visit, RelayError error) {
        boolean waited = ctx.channel().isActive();
        if (visit != null && waited && !hasty) {
            open(ctx, visit);
            return;
        }
        if (visit != null) {
            visit.lease().release();
        }
        if (waited && hasty) { // what it said was read as HTTP: no WebSocket can begin behind that
            refuse(ctx, RelayError.INVALID_REQUEST);
        } else if (waited) {
            turnAway(ctx, error);
        }
    }

    private void turnAway(ChannelHandlerContext ctx, RelayError error) {
        metrics().count(Counter.TOKENS_REFUSED);
        if (error == RelayError.RATE_LIMITED) {
            metrics().count(Counter.RATE_LIMITED_UPGRADES);
        }
        if (error == RelayError.TOKEN_INVALID && !provider.door().explains()) {
            refuse(ctx, error);
        } else {
            sayFarewell(ctx, error);
        }
    }

    private void open(ChannelHandlerContext ctx, Visit visit) {
        Session session;
        try {
            session = session(ctx, visit);
        } catch (RuntimeException e) {
            visit.lease().release();
            turnAway(ctx, fault(e));
            return;
        }
        metrics().handshakes().accepted();
        session.start();
        accept(ctx, session.id(), session.client());
        session.dial();
    }

    private Session session(ChannelHandlerContext ctx, Visit visit) {
        Grant grant = visit.grant();
        Caller caller = new Caller(grant.vendorSecret(), grant.details(), request);
        Arrival arrival = new Arrival(SessionId.next(), requestId.apply(ctx.channel()), address.apply(ctx.channel()),
                Door.path(request), traceparent());
        return new Session(arrival, doors.sessions(), ctx.channel(), provider.approach(caller),
                provider.dialogue(caller), Lips.of(grant, provider), visit.lease(),
                new Account(grant.tenant(), grant.provider()));
    }

    private String traceparent() {
        List<String> all = request.headers().getAll("traceparent");
        return all.size() == 1 ? all.getFirst() : null;
    }

    private static RelayError fault(RuntimeException e) {
        if (e instanceof RelayException refusal) {
            return refusal.error();
        }
        log.error("a session could not begin", e);
        return RelayError.INTERNAL;
    }

    /** Answers 101 and puts {@code next} in the place of all that spoke HTTP; the rest of a read follows to it. */
    private void accept(ChannelHandlerContext ctx, String id, ChannelHandler next) {
        ChannelPipeline pipeline = ctx.pipeline();
        ctx.writeAndFlush(ServerHandshake.accept(request, provider.door().echo(request), id));
        pipeline.addLast(next);
        for (ChannelHandler handler : pipeline.toMap().values()) {
            if (handler != next && !(handler instanceof SslHandler) && !(handler instanceof HttpServerCodec)) {
                pipeline.remove(handler);
            }
        }
        pipeline.remove(HttpServerCodec.class);
    }

    private void sayFarewell(ChannelHandlerContext ctx, RelayError error) {
        countRefusal(error);
        Farewell farewell = new Farewell(error);
        accept(ctx, SessionId.next(), farewell);
        farewell.say();
    }

    private void refuse(ChannelHandlerContext ctx, RelayError error) {
        countRefusal(error);
        ctx.writeAndFlush(ServerHandshake.refuse(error)).addListener(ChannelFutureListener.CLOSE);
    }

    private void countRefusal(RelayError error) {
        metrics().count(error);
        metrics().handshakes().refused(error);
    }

    private Metrics metrics() {
        return doors.sessions().metrics();
    }
}
