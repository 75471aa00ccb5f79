// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The vendors on this machine, answering with real speech. It stands on Netty's own codecs: an independent reference
 * for the relay's frame tunnel. One event loop thread of its own; the methods here may be called from any thread.
 */
public final class FakeUpstream implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 128 << 20;

    private static final int MAX_BODY_BYTES = 64 << 10;

    /** Who talks with a client; one that is not admitted is to be refused by closing. */
    @FunctionalInterface
    public interface Conversations {
        ChannelHandler begin(FakeOptions options, Vendor vendor, boolean admitted);
    }

    private final EventLoops loops = EventLoops.of(1);
    private final List<FakeSession> sessions = new CopyOnWriteArrayList<>();
    private final List<FakeReception.Call> calls = new CopyOnWriteArrayList<>();
    private final Credentials credentials = new Credentials();
    private final Set<Vendor> vendors;
    private final Map<Language, List<Speech>> speeches = new EnumMap<>(Language.class);
    private volatile FakeOptions options;
    private final Conversations conversations;
    private Channel door;

    private FakeUpstream(FakeOptions options, Set<Vendor> vendors, Conversations conversations) throws IOException {
        this.options = options;
        this.vendors = vendors;
        this.conversations = conversations == null
                ? (current, vendor, admitted) -> new FakeSession(this, current, vendor, admitted) : conversations;
        for (Language language : Language.values()) {
            speeches.put(language, options.wav == null ? language.speeches() : List.of(Speech.of(options.wav)));
        }
    }

    /** All vendors on one port. */
    static FakeUpstream start(FakeOptions options) throws IOException {
        return start(options, EnumSet.allOf(Vendor.class));
    }

    static FakeUpstream start(FakeOptions options, Set<Vendor> vendors) throws IOException {
        return start(options, vendors, null);
    }

    /** @param conversations in the place of those that {@code options} describe; made and used on the event loop */
    public static FakeUpstream start(FakeOptions options, Set<Vendor> vendors, Conversations conversations)
            throws IOException {
        FakeUpstream upstream = new FakeUpstream(options, vendors, conversations);
        try {
            upstream.door = upstream.bootstrap().bind("127.0.0.1", options.port).sync().channel();
            return upstream;
        } catch (Exception e) {
            upstream.close();
            throw new IOException("the fake upstream cannot listen on port " + options.port + ": " + e.getMessage(), e);
        }
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap().group(loops.group()).channel(loops.listener())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        addHandlers(channel);
                    }
                });
    }

    private void addHandlers(Channel channel) {
        channel.pipeline().addLast(
                new HttpServerCodec(), new HttpObjectAggregator(MAX_BODY_BYTES), new FakeReception(this, options));
    }

    /** From the next connection on. The port and what is spoken stay. */
    void become(FakeOptions options) {
        this.options = options;
    }

    public int port() {
        return ((InetSocketAddress) door.localAddress()).getPort();
    }

    /** On which every conversation runs. */
    public EventLoop loop() {
        return loops.group().next();
    }

    Conversations conversations() {
        return conversations;
    }

    boolean plays(Vendor vendor) {
        return vendors.contains(vendor);
    }

    Credentials credentials() {
        return credentials;
    }

    List<Speech> speeches(Language language) {
        return speeches.get(language);
    }

    void opened(FakeSession session) {
        sessions.add(session);
    }

    void called(FakeReception.Call call) {
        if (options.keep) {
            calls.add(call);
        }
    }

    /** Every session so far, in order, with what was said in it. */
    List<FakeSession> sessions() {
        return sessions;
    }

    /** Every REST call so far. */
    List<FakeReception.Call> calls() {
        return calls;
    }

    void awaitClose() throws InterruptedException {
        door.closeFuture().sync();
    }

    @Override
    public void close() {
        loops.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
