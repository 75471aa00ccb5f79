// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.relay.access.Account;
import dev.visemux.relay.access.Increment;
import dev.visemux.relay.access.Lease;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.Traces;
import dev.visemux.relay.provider.Approach;
import dev.visemux.relay.provider.Caller;
import dev.visemux.relay.provider.Endpoint;
import dev.visemux.relay.provider.Providers;
import dev.visemux.relay.session.Frames.Frame;
import dev.visemux.relay.upstream.Asker;
import dev.visemux.relay.upstream.Dialer;
import dev.visemux.relay.upstream.Dialer.Outcome;
import dev.visemux.relay.upstream.Vendors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A session between two embedded channels, with a real engine behind it and a clock that the test turns. */
final class Wire implements AutoCloseable {
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final int ROOM_BYTES = 400;

    final LoudnessModel model;
    final Metrics metrics = new Metrics();
    final EmbeddedChannel client;
    final EmbeddedChannel vendor;
    /** The connection to the vendor's REST service. */
    final EmbeddedChannel rest = new EmbeddedChannel();
    URI dialed;
    Asker.Outcome asked;
    final DspEngine engine;
    final Sessions sessions;
    final Session session;
    /** What the session was counted for, once its meter was read. */
    final List<Increment> increments = new ArrayList<>();
    final Meter meter;

    private static final Lips RAW = new Lips("default", LipSyncOptions.RAW, null);

    /** Counts every byte: at the end nothing may be left. */
    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
    private boolean roomy;
    private final MockTicker time = Ticker.newMockTicker();
    private final Owner owner;
    private final DspLink link;
    private final ByteArrayOutputStream toClient = new ByteArrayOutputStream();
    private final ByteArrayOutputStream toVendor = new ByteArrayOutputStream();
    private final boolean guest;
    /** The vendor's JSON comes in BINARY frames. */
    private final boolean binary;
    private Outcome outcome;

    /** Every change as the engine names it, within the audio's messages. */
    Wire() {
        this(Map.of());
    }

    Wire(Map<String, String> settings) {
        this(settings, DspOptions.defaults(), "ws://vendor/");
        stand();
    }

    /** The vendor does not stand yet. */
    Wire(Map<String, String> settings, DspOptions options, String vendorUrl) {
        this(settings, options, null, "openai", at(vendorUrl), Map.of(), RAW);
    }

    /** Reaches its vendor so; neither the vendor stands yet nor its REST service has answered. */
    Wire(Approach approach) {
        this(Map.of(), DspOptions.defaults(), null, "openai", approach, Map.of(), RAW);
    }

    /** On the event loop of another one. */
    static Wire beside(Wire host) {
        return beside(host, "openai");
    }

    static Wire beside(Wire host, String provider) {
        Wire wire = new Wire(Map.of(), null, host, provider, at("ws://vendor/"), Map.of(), RAW);
        wire.stand();
        return wire;
    }

    static Wire of(String provider) {
        return of(provider, Map.of());
    }

    /** {@code details}: of the grant. */
    static Wire of(String provider, Map<String, String> details) {
        Wire wire = dialing(provider, details);
        wire.stand();
        return wire;
    }

    /** Visemes told so. */
    static Wire of(String provider, Map<String, String> settings, Lips lips) {
        Wire wire = new Wire(settings, DspOptions.defaults(), null, provider, at("ws://vendor/"), Map.of(), lips);
        wire.stand();
        return wire;
    }

    /** The vendor does not stand yet. */
    static Wire dialing(String provider, Map<String, String> details) {
        return new Wire(Map.of(), DspOptions.defaults(), null, provider, at("ws://vendor/"), details, RAW);
    }

    private static Endpoint at(String vendorUrl) {
        return new Endpoint(URI.create(vendorUrl), new DefaultHttpHeaders());
    }

    private Wire(Map<String, String> settings, DspOptions options, Wire host, String provider, Approach approach,
            Map<String, String> details, Lips lips) {
        RelayConfig config = RelayConfig.of(settings);
        guest = host != null;
        binary = provider.equals("gemini");
        model = guest ? host.model : new LoudnessModel();
        engine = guest ? host.engine : DspEngine.start(options.withWorkers(1).withoutWarmUp(), model.alone());
        owner = guest ? host.owner : new Owner();
        link = guest ? host.link : engine.link(owner);
        client = EmbeddedChannel.builder().ticker(time).build();
        vendor = EmbeddedChannel.builder().ticker(time).build();
        client.config().setAllocator(memory);
        vendor.config().setAllocator(memory);
        Dialer dialer = (_, uri, _, callback) -> {
            dialed = uri;
            outcome = callback;
            return vendor;
        };
        Asker asker = (_, _, _, _, _, callback) -> {
            asked = later(callback);
            return rest;
        };
        meter = new Meter(increments::add, time::nanoTime);
        sessions = new Sessions(config.session(), metrics, new Vendors(dialer, asker, CONNECT_LIMIT),
                new Traces(config.tracing(), metrics), _ -> link, _ -> meter);
        session = new Session(new Arrival("test", "asked-1", null, "/v1/realtime", null), sessions, client, approach,
                new Providers(config).named(provider).dialogue(new Caller(null, details, null)), lips,
                new Lease(null, () -> false, () -> { }), new Account("acme", provider));
        session.start();
        client.pipeline().addLast(session.client());
        session.dial();
        client.runPendingTasks();
    }

    /** What an answer leads to is done when the test goes on. */
    private Asker.Outcome later(Asker.Outcome callback) {
        return new Asker.Outcome() {
            @Override
            public void answered(Asker.Answer answer) {
                callback.answered(answer);
                client.runPendingTasks();
            }

            @Override
            public void refused(RelayError error) {
                callback.refused(error);
            }
        };
    }

    void stand() {
        outcome.connected(vendor);
    }

    Outcome outcome() {
        return outcome;
    }

    void vendorSays(String... messages) {
        vendorSays(Arrays.stream(messages).map(this::ofVendor).toArray(WebSocketFrame[]::new));
    }

    /** A message as the vendor's servers send JSON. */
    WebSocketFrame ofVendor(String message) {
        return binary ? Frames.binary(message.getBytes(StandardCharsets.UTF_8)) : Frames.text(message);
    }

    void vendorSays(WebSocketFrame... frames) {
        vendorSends(Frames.encode(false, frames));
    }

    /** A message of the vendor's in frames of any size, with pings between. */
    byte[] fragmented(byte[] message, Random random) {
        return Frames.fragmented(false, binary, message, random);
    }

    /** One read. */
    void vendorSends(byte[] bytes) {
        vendor.writeInbound(direct(bytes));
    }

    void clientSays(String... messages) {
        clientSays(Arrays.stream(messages).map(Frames::text).toArray(WebSocketFrame[]::new));
    }

    void clientSays(WebSocketFrame... frames) {
        clientSends(Frames.encode(true, frames));
    }

    void clientSends(byte[] bytes) {
        client.writeInbound(direct(bytes));
    }

    /** All bytes that the client got. */
    byte[] clientBytes() {
        toClient.writeBytes(Frames.drain(client));
        return toClient.toByteArray();
    }

    /** What comes from here on is all that came. */
    void forget() {
        clientBytes();
        vendorBytes();
        toClient.reset();
        toVendor.reset();
    }

    byte[] vendorBytes() {
        toVendor.writeBytes(Frames.drain(vendor));
        return toVendor.toByteArray();
    }

    List<Frame> clientFrames() {
        return Frames.decode(false, clientBytes());
    }

    List<Frame> vendorFrames() {
        return Frames.decode(true, vendorBytes());
    }

    /** The JSON that the client got, fragments joined. */
    List<String> heard() {
        return Frames.messages(clientFrames()).stream().filter(frame -> frame.kind().equals(binary ? "BINARY" : "TEXT"))
                .map(Frame::payload).toList();
    }

    /** Lets the engine work until the client has got so many messages. */
    List<String> await(int messages) {
        await(() -> heard().size() >= messages);
        return heard();
    }

    void await(BooleanSupplier condition) {
        owner.runUntil(condition);
    }

    /** Runs the wake-ups that come within a moment, if any do. */
    void settleWakeUps() {
        owner.runFor(2);
    }

    void pass(long millis) {
        for (long i = 0; i < millis; i++) {
            time.advance(1, TimeUnit.MILLISECONDS);
            client.runScheduledPendingTasks();
            vendor.runScheduledPendingTasks();
        }
        client.runPendingTasks();
        vendor.runPendingTasks();
    }

    long count(Metrics.Counter counter) {
        return metrics.value(counter);
    }

    @Override
    public void close() {
        engine.resume();
        clientBytes();
        vendorBytes();
        client.finishAndReleaseAll();
        vendor.finishAndReleaseAll();
        rest.finishAndReleaseAll();
        if (!guest) {
            engine.close();
        }
        assertThat(sessions.count()).isZero();
        assertThat(memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory()).isZero();
    }

    /** Every other read leaves room behind it, as sockets do, with what another one may have left there. */
    private ByteBuf direct(byte[] bytes) {
        roomy = !roomy;
        int room = roomy ? ROOM_BYTES : 0;
        ByteBuf read = memory.directBuffer(Math.max(1, bytes.length + room)).writeBytes(bytes);
        return read.setBytes(bytes.length, "!".repeat(room).getBytes(StandardCharsets.US_ASCII));
    }
}
