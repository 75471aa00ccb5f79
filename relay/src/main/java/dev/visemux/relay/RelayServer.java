// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.dsp.engine.DspEngine;
import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspOptions;
import dev.visemux.dsp.viseme.ModelException;
import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.access.Increment;
import dev.visemux.relay.access.Ledger;
import dev.visemux.relay.access.LiveKitTokens;
import dev.visemux.relay.access.Memory;
import dev.visemux.relay.access.Meter;
import dev.visemux.relay.access.MonthlySpeech;
import dev.visemux.relay.access.Quota;
import dev.visemux.relay.access.SharedRedis;
import dev.visemux.relay.access.SharedUsage;
import dev.visemux.relay.access.SignedUrls;
import dev.visemux.relay.access.Tenants;
import dev.visemux.relay.access.UsageFeed;
import dev.visemux.relay.access.UsageHistory;
import dev.visemux.relay.http.Callers;
import dev.visemux.relay.http.ConvaiEndpoints;
import dev.visemux.relay.http.HttpService;
import dev.visemux.relay.http.OpsEndpoints;
import dev.visemux.relay.http.Proxies;
import dev.visemux.relay.http.RequestGate;
import dev.visemux.relay.http.SessionTokens;
import dev.visemux.relay.http.TokenEndpoints;
import dev.visemux.relay.http.TokenMint;
import dev.visemux.relay.http.UsageEndpoints;
import dev.visemux.relay.http.VisemeEndpoints;
import dev.visemux.relay.http.WebFiles;
import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.Gauge;
import dev.visemux.relay.ops.Lifecycle;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.MetricsText;
import dev.visemux.relay.ops.RelayConfig;
import dev.visemux.relay.ops.Traces;
import dev.visemux.relay.provider.ElevenLabs;
import dev.visemux.relay.provider.Providers;
import dev.visemux.relay.session.Admission;
import dev.visemux.relay.session.Doors;
import dev.visemux.relay.session.KeyDoor;
import dev.visemux.relay.session.Sessions;
import dev.visemux.relay.upstream.Sockets;
import dev.visemux.relay.upstream.Vendors;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A relay that serves: wires the rooms by hand, once. {@link #start} returns when it serves; {@link #close} when no
 * thread of it is left. Any thread may call it.
 */
public final class RelayServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RelayServer.class);
    private static final long STOP_MILLIS = 2_000;

    private final RelayConfig config;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Metrics metrics = new Metrics();
    private final Traces traces;
    private final MetricsText metricsText = new MetricsText(metrics, lifecycle);
    private final Transport transport = Transport.best();
    private final Headroom headroom;
    private final MultiThreadIoEventLoopGroup loops;
    private final ChannelGroup channels;
    private final Drain drain;
    private final Map<EventLoop, Meter> meters = new HashMap<>();
    private DspEngine engine;
    private SharedRedis redis;
    private final MonthlySpeech speech = new MonthlySpeech(InstantSource.system());
    private Ledger ledger;
    private UsageFeed feed;
    private HttpService tenantService;
    private Sessions sessions;
    private Tenants tenants;
    private SignedUrls urls;
    /** Written last: who sees it sees the rest. */
    private volatile URI publicUrl;
    private URI managementUrl;

    private RelayServer(RelayConfig config) {
        this.config = config;
        traces = new Traces(config.tracing(), metrics);
        headroom = new Headroom(config.session().shedAbovePercent());
        loops = transport.loops(config.publicDoor().eventLoops());
        channels = new DefaultChannelGroup(loops.next(), true);
        drain = new Drain(lifecycle, loops, config.session(), this::open, jitter -> sessions.drain(jitter));
    }

    /** With the models of {@code dsp.models}. */
    public static RelayServer start(RelayConfig config) {
        RelayConfig.Dsp dsp = config.dsp();
        VisemeModels.Runtime runtime = VisemeModels.Runtime.valueOf(dsp.runtime().toUpperCase(Locale.ROOT));
        boolean allOfThem = dsp.whenModelFails().equals("refuse");
        try {
            return start(config, allOfThem ? VisemeModels.in(dsp.models(), runtime) : VisemeModels.usable(dsp.models(), runtime));
        } catch (ModelException e) {
            throw new ConfigException(List.of("dsp.models: " + e.getMessage() + System.lineSeparator()
                    + "dsp.when_model_fails: undecorated lets the relay start without it; audio then passes without visemes"));
        }
    }

    public static RelayServer start(RelayConfig config, VisemeModels models) {
        RelayServer server = new RelayServer(config);
        try {
            server.serve(models);
            return server;
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
    }

    private void serve(VisemeModels models) {
        models.absent().forEach((name, fault) -> log.error("viseme model {} is left out: {}", name, fault.getMessage()));
        metricsText.gauge(Gauge.MODELS_ABSENT, models.absent()::size);
        Certificate certificate = certificate();
        managementUrl = bindManagement(models.absent().keySet()); // first, so that an operator can watch the warm-up
        meterOn();
        Vendors vendors = Vendors.through(new Sockets(transport.socket(), Tls.client(), config.upstreams().connectTimeout()));
        OwnClasses.load();
        engine = DspEngine.start(dspOptions(), models); // last of what takes long: its kernels are being compiled meanwhile
        Doors doors = doors(models, vendors);
        register();
        Channel door = bindPublic(certificate, doors);
        publicUrl = publicUrl(certificate != null, door);
        Listener.accept(door);
        lifecycle.advance(Lifecycle.State.READY);
        log.info("serving {}", publicUrl);
    }

    /** Each event loop counts for itself and hands over before a second has passed. */
    private void meterOn() {
        ledger = Ledger.open(config.ledger(), InstantSource.system(), metrics);
        recallSpeech();
        long millis = Ledger.HAND_OVER.toMillis();
        for (EventExecutor loop : loops) {
            Meter meter = new Meter(this::count, ((EventLoop) loop).ticker()::nanoTime);
            meters.put((EventLoop) loop, meter);
            loop.scheduleAtFixedRate(meter::handOver, millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void recallSpeech() {
        try {
            speech.recall(new UsageHistory(config.ledger().folder()));
        } catch (IOException e) {
            throw new ConfigException(List.of("ledger.folder: what was used this month cannot be read: " + e));
        }
    }

    private boolean count(Increment increment) {
        boolean taken = ledger.offer(increment);
        if (taken) {
            speech.add(increment);
        }
        return taken;
    }

    /** All that stands behind the public door. */
    private Doors doors(VisemeModels models, Vendors vendors) {
        Map<EventLoop, DspLink> links = new HashMap<>();
        for (EventExecutor loop : loops) {
            links.put((EventLoop) loop, engine.link(loop));
        }
        Providers providers = new Providers(config);
        tenants = new Tenants(config.tenants().file(), providers.names());
        Memory memory = memory();
        Callers callers = new Callers(tenants, speech, memory.buckets(), metrics);
        urls = new SignedUrls(config.tokens(), InstantSource.system());
        TokenMint mint = new TokenMint(urls, models.known(), metrics);
        tenantService = HttpService.tenants(
                new TokenEndpoints(callers, mint, providers, this::publicUrl),
                new SessionTokens(callers, mint, providers.named("vatel"), liveKit()),
                new ConvaiEndpoints(callers, urls, new ElevenLabs(config.upstreams().elevenlabs()), vendors.asker(), this::publicUrl, metrics),
                new VisemeEndpoints(callers, models, links::get, meters::get, config.http(), metrics),
                new UsageEndpoints(callers, new UsageHistory(config.ledger().folder()), sharedUsage(), InstantSource.system()), metrics)
                .readableBy(tenants::listOrigin).showing(WebFiles.shown(config.web(), this::publicUrl));
        sessions = new Sessions(config.session(), metrics, vendors, traces, links::get, meters::get);
        return new Doors(urls, memory.tokens(), new Quota(tenants::named, speech, memory), keyDoor(providers, models), providers,
                sessions, lifecycle::isDraining, this::isFull);
    }

    private boolean isFull() {
        return sessions.count() >= config.session().maxOpen() || headroom.isGone();
    }

    private Memory memory() {
        if (!config.redis().isSet()) {
            return Memory.local(InstantSource.system());
        }
        redis = SharedRedis.connect(config.redis(), metrics);
        metricsText.gauge(Gauge.REDIS_UNAVAILABLE, () -> redis.isAvailable() ? 0 : 1);
        return Memory.shared(redis, config.redis(), InstantSource.system(), metrics);
    }

    /** Fed from now on; null where relays share nothing. */
    private SharedUsage sharedUsage() {
        if (redis == null) {
            return null;
        }
        SharedUsage shared = new SharedUsage(redis, config.ledger().keepDays(), InstantSource.system());
        feed = UsageFeed.start(config.ledger(), ledger, redis, shared, speech, InstantSource.system(), metrics);
        return shared;
    }

    /** Null where the operator has not asked for it. */
    private KeyDoor keyDoor(Providers providers, VisemeModels models) {
        return config.publicDoor().keysInQuery() ? new KeyDoor(providers.named("gemini"), tenants, models.known()) : null;
    }

    /** Null where the operator has none. */
    private LiveKitTokens liveKit() {
        return config.livekit().isSet() ? new LiveKitTokens(config.livekit(), InstantSource.system()) : null;
    }

    private void register() {
        metricsText.engine(engine::counters);
        metricsText.gauge(Gauge.SESSIONS_OPEN, sessions::count);
        metricsText.gauge(Gauge.SESSIONS_MAX, config.session()::maxOpen);
        metricsText.gauge(Gauge.HTTP_REQUESTS_OPEN, tenantService::openRequests);
        metricsText.gauge(Gauge.DSP_RING_LIVE_USED_BYTES, () -> engine.rings().liveUsed());
        metricsText.gauge(Gauge.DSP_RING_LIVE_MAX_BYTES, () -> engine.rings().liveMax());
        metricsText.gauge(Gauge.DSP_RING_LIVE_FULLEST_RATIO, () -> engine.rings().fullest());
        metricsText.gauge(Gauge.DSP_RING_RECORDED_USED_BYTES, () -> engine.rings().recordedUsed());
        metricsText.gauge(Gauge.DSP_RING_RECORDED_MAX_BYTES, () -> engine.rings().recordedMax());
        metricsText.gauge(Gauge.DIRECT_USED_BYTES, Headroom::directBytes);
        metricsText.gauge(Gauge.DIRECT_RESERVED_BYTES, Headroom::reservedDirectBytes);
        metricsText.gauge(Gauge.DIRECT_MAX_BYTES, Headroom::maxDirectBytes);
    }

    private URI bindManagement(Set<String> absentModels) {
        OpsEndpoints ops = new OpsEndpoints(lifecycle, metricsText::toString, absentModels, this::drain);
        RelayConfig.Management door = config.management();
        Channel channel = new Listener(config.http(), metrics, new Proxies(List.of()), null, channels, HttpService.operator(ops, metrics), _ -> { })
                .bind(transport, loops, new Intake("management", door.maxConnections(), metrics), "management", door.host(), door.port());
        Listener.accept(channel);
        return url("http", door.host(), channel);
    }

    /** Null where none is set: then a proxy in front ends TLS. */
    private Certificate certificate() {
        RelayConfig.Tls files = config.publicDoor().tls();
        if (!files.isSet()) {
            return null;
        }
        Certificate certificate = new Certificate(files);
        long millis = files.reload().toMillis();
        loops.next().scheduleWithFixedDelay(certificate::refresh, millis, millis, TimeUnit.MILLISECONDS);
        return certificate;
    }

    private Channel bindPublic(Certificate certificate, Doors doors) {
        int max = Descriptors.connections(config.publicDoor().maxConnections(), config.management().maxConnections());
        Intake intake = new Intake("public", max, metrics);
        metricsText.gauge(Gauge.CONNECTIONS_OPEN, intake::open);
        return new Listener(config.http(), metrics, new Proxies(config.publicDoor().proxies()),
                certificate == null ? null : certificate::handler, channels, tenantService,
                pipeline -> pipeline.addLast(new Admission(doors, RequestGate::client, RequestGate::requestId)))
                .bind(transport, loops, intake, "public", config.publicDoor().host(), config.publicDoor().port());
    }

    private URI publicUrl(boolean secure, Channel bound) {
        RelayConfig.Public door = config.publicDoor();
        return door.url() == null ? url(secure ? "https" : "http", door.host(), bound)
                : URI.create(door.url().toString().replaceFirst("/+$", "").replaceFirst("^ws", "http"));
    }

    private static URI url(String scheme, String host, Channel bound) {
        int port = ((InetSocketAddress) bound.localAddress()).getPort();
        String name = switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> host.contains(":") ? "[" + host + "]" : host;
        };
        return URI.create(scheme + "://" + name + ":" + port);
    }

    private DspOptions dspOptions() {
        RelayConfig.Dsp dsp = config.dsp();
        return new DspOptions(dsp.workers(), DspOptions.Pin.valueOf(dsp.pin().toUpperCase(Locale.ROOT)),
                dsp.ringBytes(), dsp.streamBytes(), false, dsp.stall().toMillis(), true);
    }

    /** What signed URLs begin with; no slash at its end. */
    public URI publicUrl() {
        return publicUrl;
    }

    public URI managementUrl() {
        return managementUrl;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** The engine behind this relay: tests pause it. */
    public DspEngine engine() {
        return engine;
    }

    /** Reads the tenants file again, with the files that it refers to, and the token keys'; a broken one leaves all as it was. */
    public void reload() {
        tenants.reload();
        urls.reload();
    }

    /** Runs {@code sign} so often as every event loop comes to its tasks: where one hangs, it ends. */
    void whileLoopsTurn(Duration every, Runnable sign) {
        loops.next().scheduleAtFixedRate(() -> passOn(loops.iterator(), sign), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void passOn(Iterator<EventExecutor> loops, Runnable sign) {
        if (loops.hasNext()) {
            loops.next().execute(() -> passOn(loops, sign));
        } else {
            sign.run();
        }
    }

    /**
     * Nothing new begins; what is open may go on for {@code session.drain_grace}, then it is closed. Returns at once.
     *
     * @return done when nothing is open any more
     */
    public CompletableFuture<Void> drain() {
        return drain.begin();
    }

    private int open() {
        return publicUrl == null ? 0 : tenantService.openRequests() + sessions.count();
    }

    @Override
    public void close() {
        lifecycle.advance(Lifecycle.State.STOPPED);
        channels.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        traces.close();
        if (ledger != null) {
            meters.values().forEach(Meter::handOver); // their loops have ended
            ledger.close();
        }
        if (feed != null) {
            feed.close();
        }
        if (engine != null) {
            engine.close();
        }
        if (redis != null) {
            redis.close();
        }
        drain.end();
    }
}
