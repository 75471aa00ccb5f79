// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.ClientTalk;
import dev.visemux.bench.EventLoops;
import dev.visemux.bench.Vendor;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All clients of a run, on few event loops. Its methods may be called from any thread. */
final class Crowd implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final int OPEN_MILLIS = 30_000; // longer than the relay gives a vendor: it shall say what is wrong
    private static final int ALL_OPEN_SECONDS = 30; // after the ramp; a machine may be slow
    private static final int AGAIN_MILLIS = 300; // at most, until somebody takes the place of who has left

    /**
     * Who they are.
     *
     * @param vendors          in turn
     * @param pauseMillis      at most, between two answers
     * @param microphoneMillis of audio in one message of a client
     * @param silent           nobody speaks once the session stands
     * @param tls              null: wss is not known
     */
    record Plan(List<Vendor> vendors, int sessions, int rampMillis, int pauseMillis, int microphoneMillis, boolean silent,
            Churn churn, int threads, SslContext tls) {}

    private final Plan plan;
    private final Way way;
    private final EventLoops loops;
    private final List<Desk> desks = new ArrayList<>();
    private final Map<Vendor, ClientLines> lines = new EnumMap<>(Vendor.class);
    private final ExecutorService signing = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile boolean ending;

    Crowd(Plan plan, Way way) throws IOException {
        this.plan = plan;
        this.way = way;
        loops = EventLoops.of(plan.threads());
        for (Vendor vendor : plan.vendors()) {
            lines.put(vendor, new ClientLines(vendor, plan.microphoneMillis()));
        }
        for (int i = 0; i < plan.threads(); i++) {
            desks.add(new Desk(loops.group().next()));
        }
    }

    /** One event loop, and what only it touches. */
    private final class Desk {
        private final EventLoop loop;
        private final TimerWheel wheel;
        private final ClientTally tally = new ClientTally();
        private final Set<ClientSession> sessions = new HashSet<>();

        Desk(EventLoop loop) {
            this.loop = loop;
            wheel = TimerWheel.on(loop);
        }

        void openAfter(Vendor vendor, long millis) {
            loop.schedule(() -> open(vendor), millis, TimeUnit.MILLISECONDS);
        }

        private void open(Vendor vendor) {
            if (ending) {
                return;
            }
            tally.started++;
            long wished = System.nanoTime();
            signing.execute(() -> {
                try {
                    URI door = way.door(vendor);
                    loop.execute(() -> connect(vendor, door, wished));
                } catch (Exception e) {
                    loop.execute(() -> notOpened(vendor, e));
                }
            });
        }

        private void notOpened(Vendor vendor, Throwable cause) {
            tally.fail("not opened: " + cause.getMessage());
            takePlace(vendor);
        }

        private void takePlace(Vendor vendor) {
            if (plan.churn().hasEnd()) {
                openAfter(vendor, numbers.get() % AGAIN_MILLIS);
            }
        }

        private void connect(Vendor vendor, URI door, long wished) {
            ClientSession[] session = new ClientSession[1];
            session[0] = new ClientSession(numbers.incrementAndGet(), lines.get(vendor), plan, wheel, tally, wished, () -> {
                        sessions.remove(session[0]);
                        takePlace(vendor);
                    });
            sessions.add(session[0]);
            new Bootstrap().group(loop).channel(loops.socket()).handler(handlers(vendor, door, session[0]))
                    .connect(door.getHost(), port(door)).addListener(done -> {
                        if (!done.isSuccess()) {
                            sessions.remove(session[0]);
                            notOpened(vendor, done.cause());
                        }
                    });
        }
    }

    private ChannelInitializer<Channel> handlers(Vendor vendor, URI door, ClientSession session) {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(door).subprotocol(ClientTalk.protocol(vendor)).withUTF8Validator(false)
                .maxFramePayloadLength(MAX_MESSAGE_BYTES).handleCloseFrames(false)
                .handshakeTimeoutMillis(OPEN_MILLIS).build();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (door.getScheme().equals("wss")) {
                    channel.pipeline().addLast(plan.tls().newHandler(channel.alloc(), door.getHost(), port(door)));
                }
                channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(64 << 10),
                        new WebSocketClientProtocolHandler(config), new WebSocketFrameAggregator(MAX_MESSAGE_BYTES), session);
            }
        };
    }

    private static int port(URI door) {
        return door.getPort() > 0 ? door.getPort() : door.getScheme().equals("wss") ? 443 : 80;
    }

    /** Opens them one after the other, evenly over the ramp. */
    void start() {
        for (int i = 0; i < plan.sessions(); i++) {
            desks.get(i % desks.size()).openAfter(plan.vendors().get(i % plan.vendors().size()),
                    (long) plan.rampMillis() * i / plan.sessions());
        }
    }

    /** Every vendor has said its first message, or it will not. */
    void awaitOpen() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(ALL_OPEN_SECONDS);
        ClientTally tally = tally();
        while (tally.opening.getTotalCount() + tally.failed() < plan.sessions() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
            tally = tally();
        }
    }

    /** From now on is measured. */
    void measure() throws InterruptedException {
        onEach(desk -> {
            desk.tally.measure();
            return null;
        });
    }

    /** What all have seen so far. */
    ClientTally tally() throws InterruptedException {
        ClientTally all = new ClientTally();
        onEach(desk -> {
            all.add(desk.tally);
            return null;
        });
        return all;
    }

    /** Nobody comes any more, and everybody leaves as one does. Returns how many are left after {@code patience}. */
    int end(long patienceMillis) throws InterruptedException {
        ending = true;
        onEach(desk -> {
            List.copyOf(desk.sessions).forEach(ClientSession::end);
            return null;
        });
        int left = 1;
        for (long until = System.nanoTime() + patienceMillis * 1_000_000; left > 0 && System.nanoTime() < until;) {
            Thread.sleep(20);
            AtomicInteger sum = new AtomicInteger();
            onEach(desk -> sum.addAndGet(desk.sessions.size()));
            left = sum.get();
        }
        return left;
    }

    private interface Task {
        Object on(Desk desk);
    }

    /** One after the other: a task may add up without a lock. */
    private void onEach(Task task) throws InterruptedException {
        for (Desk desk : desks) {
            Callable<Object> call = () -> task.on(desk);
            try {
                desk.loop.submit(call).get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    @Override
    public void close() {
        ending = true;
        signing.shutdownNow();
        loops.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
