// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.visemux.relay.ops.Metrics;
import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.ops.RelayError;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.InputStream;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * Where something goes wrong: one relay, a vendor by hand in OpenAI's place, what the relay writes down, and a bystander.
 * After each fault {@link #isCalm} says that nobody else felt it and that nothing of it is left.
 */
final class FaultStage implements AutoCloseable {
    /** In the relay's buffers while only a bystander speaks. */
    private static final long QUIET_BYTES = 1 << 20;
    /** What one fault may write, however often it is repeated. */
    private static final int MAX_LINES = 12;
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private static final Logger log = (Logger) LoggerFactory.getLogger(FaultStage.class);

    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final Map<Object, Long> before = new HashMap<>();
    private final HandVendor vendor;
    private final Rig rig;
    private final Bystander bystander;

    private FaultStage(HandVendor vendor, Rig rig, Bystander bystander) {
        this.vendor = vendor;
        this.rig = rig;
        this.bystander = bystander;
        written.start();
        ROOT.addAppender(written);
    }

    /** {@code settings}: laid over the relay's defaults, of which {@code hold} is long: no test is about it. */
    static FaultStage start(Map<String, String> settings) throws Exception {
        return start("ws://127.0.0.1", settings);
    }

    /** {@code vendorHost}: scheme and host of OpenAI's URL. */
    static FaultStage start(String vendorHost, Map<String, String> settings) throws Exception {
        HandVendor vendor = HandVendor.open();
        Map<String, String> all = new HashMap<>(Map.of("session.hold", "5s", "upstreams.openai.url", vendor.url(vendorHost)));
        all.putAll(settings);
        Rig rig = OneShapeModel.rig(all, new AtomicLong());
        return new FaultStage(vendor, rig, Bystander.join(rig.upstream(), rig.tenant()));
    }

    Rig rig() {
        return rig;
    }

    HandVendor vendor() {
        return vendor;
    }

    /** A fresh signed URL of OpenAI's door. */
    URI url() throws Exception {
        return rig.tenant().signedUrl();
    }

    /** A client by hand whose session stands: the vendor's end of it is {@code vendor().accept()}. */
    RawPeer connect() throws Exception {
        return RawPeer.upgraded(url());
    }

    /** Exactly so many, since this was last asked, or all was calm. */
    void awaitCounted(RelayError error, long times) throws Exception {
        awaitCounted(error, () -> metrics().value(error), times);
    }

    void awaitCounted(Counter counter, long times) throws Exception {
        awaitCounted(counter, () -> metrics().value(counter), times);
    }

    /** At least once since then. */
    boolean isCounted(Counter counter) {
        return metrics().value(counter) > before.getOrDefault(counter, 0L);
    }

    private void awaitCounted(Object what, LongSupplier value, long times) throws Exception {
        long then = before.getOrDefault(what, 0L);
        Await.until(times + " x " + what, () -> value.getAsLong() >= then + times);
        assertThat(value.getAsLong() - then).as("%s", what).isEqualTo(times);
        before.put(what, then + times);
    }

    private Metrics metrics() {
        return rig.relay().metrics();
    }

    /** The relay wrote such a line since it was last calm. */
    void awaitLine(String part) throws Exception {
        Await.until("a line with " + part, () -> lines().stream().anyMatch(line -> line.contains(part)));
    }

    List<String> lines() {
        return events().stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** After a test that is many faults. */
    void forgetLines() {
        written.list.clear();
    }

    private List<ILoggingEvent> events() {
        return List.copyOf(written.list).stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO)
                && !event.getLoggerName().equals(log.getName())
                && !event.getMessage().equals("{} {} in {} ms")).toList(); // an answered request is no fault
    }

    /** Memory of the relay that is in buffers now: clients and vendors of these tests allocate elsewhere. */
    static long bufferBytes() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    /** Nobody else felt it, nothing of it is left, and nothing was written that would wake an operator. */
    void isCalm() throws Exception {
        Await.until("only the bystander's session is left", () -> sessions() == 1);
        Await.until("the buffers are given back", () -> bufferBytes() < QUIET_BYTES);
        log.info("bystander: {}", bystander.felt(this::undecorated));
        List<ILoggingEvent> events = events();
        written.list.clear();
        assertThat(events).filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.ERROR)).as("errors, leaks among them").isEmpty();
        assertThat(events).hasSizeLessThanOrEqualTo(MAX_LINES);
        for (Counter counter : Counter.values()) {
            before.put(counter, metrics().value(counter));
        }
        for (RelayError error : RelayError.values()) {
            before.put(error, metrics().value(error));
        }
    }

    /** Why so many messages had no visemes since the relay began. */
    private Map<Counter, Long> undecorated() {
        return Arrays.stream(Counter.values()).filter(counter -> counter.name().startsWith("UNDECORATED"))
                .collect(Collectors.toMap(counter -> counter, counter -> metrics().value(counter)));
    }

    /** Dialing and closing ones included. */
    long sessions() throws Exception {
        return gauge("visemux_sessions_open");
    }

    long gauge(String name) throws Exception {
        return gauge(rig.relay().managementUrl(), name);
    }

    static long gauge(URI management, String name) throws Exception {
        try (InputStream metrics = management.resolve("/metrics").toURL().openStream()) {
            return new String(metrics.readAllBytes()).lines().filter(line -> line.startsWith(name + " "))
                    .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1])).findFirst().orElseThrow();
        }
    }

    @Override
    public void close() {
        ROOT.detachAppender(written);
        bystander.close();
        rig.close();
        vendor.close();
    }
}
