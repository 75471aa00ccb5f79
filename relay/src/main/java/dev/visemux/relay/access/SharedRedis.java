// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import dev.visemux.relay.ops.ConfigException;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayConfig;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Redis that relays share: one connection on threads of its own, which mends itself. Any thread may ask; nobody ever
 * waits. While there is no connection a question fails at once; none is kept for later, and none is asked twice.
 */
public final class SharedRedis implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedRedis.class);
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(2);
    /** Unanswered questions: a Redis that hangs costs no more memory than these. */
    private static final int MAX_ASKED = 10_000;

    private final RelayConfig.Redis settings;
    private final Metrics metrics;
    private final ClientResources resources;
    private final RedisURI uri;
    private final RedisClient client;
    /** One, so that what is asked first is sent first. */
    private final EventExecutor sender;
    private final List<Runnable> onReturn = new CopyOnWriteArrayList<>();
    private final AtomicBoolean answers = new AtomicBoolean(true);
    /** Null until it stood for the first time; Lettuce mends it from then on. */
    private volatile StatefulRedisConnection<String, String> connection;
    private volatile CompletableFuture<Void> connecting;

    private SharedRedis(RelayConfig.Redis settings, Metrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
        resources = ClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2)
                .threadFactoryProvider(_ -> new DefaultThreadFactory("redis", true))
                .reconnectDelay(Delay.fullJitter(Duration.ofMillis(100), HEARTBEAT, 50, TimeUnit.MILLISECONDS)).build();
        sender = resources.eventExecutorGroup().next();
        uri = RedisURI.create(settings.url().text());
        uri.setTimeout(CONNECT); // of its greeting
        client = RedisClient.create(resources, uri);
        client.setOptions(options());
        client.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
                failed(new RedisConnectionException("the connection ended"));
            }
        });
    }

    /** Returns when it stands, or has failed for the first time; in that case, too, it goes on trying. */
    public static SharedRedis connect(RelayConfig.Redis settings, Metrics metrics) {
        judge(settings.ca());
        SharedRedis redis = new SharedRedis(settings, metrics);
        redis.connecting = redis.dial();
        redis.connecting.copy().completeOnTimeout(null, 2 * CONNECT.toMillis(), TimeUnit.MILLISECONDS).join();
        redis.every(HEARTBEAT, redis::look);
        return redis;
    }

    /** Now: Lettuce would find out at every connection. */
    private static void judge(Path ca) {
        try {
            SslContextBuilder.forClient().trustManager(ca == null ? null : ca.toFile());
        } catch (IllegalArgumentException _) {
            throw new ConfigException(List.of("redis.ca: " + ca + " holds no certificate that can be read; name a PEM file"));
        }
    }

    private ClientOptions options() {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        if (settings.ca() != null) {
            tls.trustManager(settings.ca().toFile());
        }
        // A machine that vanished answers with nothing: heartbeats that nobody acknowledges end the connection, on epoll.
        TcpUserTimeoutOptions silence = TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(SILENCE).build();
        return ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(_ -> true) // asked twice, "is it the first time" would be answered with no
                .requestQueueSize(MAX_ASKED)
                .socketOptions(SocketOptions.builder().connectTimeout(CONNECT).tcpUserTimeout(silence).build())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .sslOptions(tls.build()).build();
    }

    private CompletableFuture<Void> dial() {
        return client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture().handle((opened, fault) -> {
            if (fault == null) {
                connection = opened;
                answered();
            } else {
                failed(fault);
            }
            return null;
        });
    }

    /** Once a second: so that what operators see is true without a single new session. It writes, for we need one that can. */
    private void look() {
        if (connection != null) {
            askNow(commands -> commands.set(name("heartbeat"), "1", SetArgs.Builder.px(HEARTBEAT.multipliedBy(5))));
        } else if (connecting.isDone()) {
            connecting = dial();
        }
    }

    /** Runs it now and then until this is closed, on a thread of this class. */
    void every(Duration period, Runnable task) {
        sender.scheduleWithFixedDelay(task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs it each time that Redis answers again, perhaps with an empty memory, on a thread of this class. */
    void onReturn(Runnable task) {
        onReturn.add(task);
    }

    /** As a key is named there. */
    String name(String key) {
        return settings.prefix() + key;
    }

    /**
     * Sends one command. The answer, or the fault, comes within {@code redis.timeout}, on a thread of this class or of the
     * JDK's clock. Where relays may go on alone, nobody waits for a Redis that did not answer the last time: the heartbeat finds
     * out when it does.
     */
    <T> CompletableFuture<T> ask(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        boolean alone = settings.allowsLocal() && !answers.get();
        return alone ? CompletableFuture.failedFuture(new RedisConnectionException("it did not answer")) : askNow(command);
    }

    /** Sends a script, between whose commands no other runs. {@code arguments} is called when it is sent. */
    <T> CompletableFuture<T> script(String lua, ScriptOutputType answer, List<String> keys, Supplier<List<String>> arguments) {
        String[] names = keys.stream().map(this::name).toArray(String[]::new);
        return ask(commands -> commands.eval(lua, answer, names, arguments.get().toArray(String[]::new)));
    }

    private <T> CompletableFuture<T> askNow(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        long asked = System.nanoTime();
        return send(command).orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, fault) -> {
            metrics.count(Counter.REDIS_CALLS);
            metrics.add(Counter.REDIS_MICROS, (System.nanoTime() - asked) / 1_000);
            if (fault == null) {
                answered();
            } else {
                metrics.count(Counter.REDIS_FAILURES);
                failed(fault);
            }
        });
    }

    /** On a thread of ours: Lettuce takes a lock for each command, which no event loop may. */
    private <T> CompletableFuture<T> send(Function<RedisAsyncCommands<String, String>, RedisFuture<T>> command) {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(new RedisConnectionException("not connected yet"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> command.apply(open.async()), sender).thenCompose(answer -> answer);
        } catch (RejectedExecutionException e) { // closed
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether it answered when it was last asked, by anybody or by the heartbeat. */
    public boolean isAvailable() {
        return connection != null && answers.get();
    }

    private void answered() {
        if (answers.compareAndSet(false, true)) {
            log.info("redis answers again");
            onReturn.forEach(Runnable::run);
        }
    }

    private void failed(Throwable fault) {
        if (answers.compareAndSet(true, false)) {
            log.warn("redis does not answer ({}): redis.when_unavailable is {}", why(fault), settings.whenUnavailable());
        }
    }

    /** Of what Redis itself says only the first word, its code: the rest may quote a command, password and all. */
    private static String why(Throwable fault) {
        Throwable root = fault;
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException said) {
                return "it says " + String.valueOf(said.getMessage()).split(" ", 2)[0];
            }
            root = cause;
        }
        boolean ofTheWay = root instanceof IOException || root instanceof GeneralSecurityException
                || root instanceof RedisException;
        return root instanceof TimeoutException ? "nothing within redis.timeout"
                : ofTheWay ? root.getMessage() : root.getClass().getSimpleName();
    }

    @Override
    public void close() {
        ask(RedisAsyncCommands::ping).handle((_, _) -> null).join(); // what was asked before arrives before
        answers.set(false); // our own goodbye is no news
        client.shutdown(Duration.ZERO, STOP);
        resources.shutdown(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
