// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.viseme.VisemeModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that turns PCM into visemes: takes what is in its lanes, serves each network one batch, sends the visemes
 * back, wakes the owners, and parks when nothing is left. It never waits for anyone and never logs per record.
 * A fault costs the streams of its batch their visemes and nobody anything else.
 */
final class DspWorker implements Agent, IdleStrategy {
    /** No core of its own. */
    static final int FREE = -1;
    private static final Logger LOG = LoggerFactory.getLogger(DspWorker.class);
    private static final long RETRY_NANOS = 1_000_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final String name;
    private final int core;
    private final Bell bell = new Bell();
    private final PauseSwitch pause = new PauseSwitch();
    private final Pulse pulse = new Pulse();
    private final List<DspLink> links = new CopyOnWriteArrayList<>();
    private final DspCounters counters = new DspCounters();
    private final Lanes lanes = new Lanes(this);
    private final Publisher publisher = new Publisher(counters);
    private final Map<String, Inference> inferences = new HashMap<>();
    private final Inference[] networks;
    private final FeaturesEvent features = new FeaturesEvent();
    private final InferEvent infer = new InferEvent();
    private final BooleanSupplier hasWork = this::hasWork;
    private final BooleanSupplier isClosing = () -> this.closing;
    private final AgentRunner runner;
    private volatile boolean closing;
    private volatile Thread thread;
    /** As the worker saw it last. */
    private boolean paused;

    DspWorker(String name, int core, DspOptions options, List<VisemeModel> models) {
        this.name = name;
        this.core = core;
        for (VisemeModel model : models) {
            inferences.put(model.manifest().name(), new Inference(model, options.steady(), counters));
        }
        this.networks = inferences.values().toArray(Inference[]::new);
        this.runner = new AgentRunner(this, fault -> LOG.error("{} stopped", name, fault), null, this);
    }

    // Any thread.

    /** Calls every network in every shape; before start. */
    void warmUp() {
        inferences.values().forEach(Inference::warmUp);
    }

    void start() {
        thread = AgentRunner.startOnThread(runner, task -> {
            Thread fresh = new Thread(task);
            fresh.setDaemon(true);
            return fresh;
        });
    }

    Bell bell() {
        return bell;
    }

    /** Those that it serves, or is about to. */
    List<DspLink> links() {
        links.removeIf(DspLink::isClosed);
        return links;
    }

    /** It will be told of its wires. */
    void adopt(DspLink link) {
        links.add(link);
    }

    void register(Wires wires) {
        lanes.add(wires);
        bell.ring();
    }

    /** What tells whether it gets on; null when its thread has ended. */
    Pulse pulse() {
        return thread.isAlive() ? pulse : null;
    }

    /** Nobody waits for it any more; where it stands still now, it ends when it goes on. */
    void abandon() {
        closing = true;
        bell.ring();
    }

    DspCounters counters() {
        return counters;
    }

    /** Returns when it stands still, between two cycles. Not from two threads. */
    void pause() {
        turn(true);
        while (!pause.isObeyed() && !runner.isClosed()) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    void resume() {
        turn(false);
    }

    private void turn(boolean toPause) {
        if (pause.turn(toPause)) {
            bell.ring();
        }
    }

    /** Returns when its thread has ended; or, where that stands still in a network, after a while. */
    void close() {
        abandon();
        if (thread == null) {
            runner.close();
            return;
        }
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.error("{} stands still and is left behind", name);
        }
    }

    // The worker thread.

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public void onStart() {
        if (core != FREE) {
            Cpu.pin(core);
        }
    }

    @Override
    public int doWork() {
        if (closing) {
            throw new AgentTerminationException(true);
        }
        pulse.beat();
        paused = pause.obey();
        return paused ? 0 : cycle();
    }

    private int cycle() {
        try {
            int work = lanes.update() + publisher.retry() + read();
            for (Inference network : networks) {
                work += serve(network, true) + serve(network, false);
            }
            return work;
        } catch (Throwable fault) { // a bug of ours, outside any batch: nobody's state can be trusted
            count(fault);
            lanes.failAll();
            return 1;
        }
    }

    private int read() {
        features.from();
        int records = lanes.read();
        if (records > 0) {
            features.to(records);
        }
        return records;
    }

    private int serve(Inference network, boolean isLive) {
        if (network.isIdle(isLive)) {
            return 0;
        }
        try {
            infer.from();
            network.run(isLive);
            infer.to(network.members());
        } catch (Throwable fault) {
            count(fault);
            for (int i = 0; i < network.members(); i++) {
                fail(network.member(i));
            }
        }
        for (int i = 0; i < network.members(); i++) {
            publisher.publish(network.member(i));
        }
        for (int i = 0; i < network.members(); i++) {
            network.member(i).home().wires().link().callOwner();
        }
        return network.members();
    }

    @Override
    public void onClose() {
        inferences.values().forEach(Inference::close);
    }

    // Called by the lanes.

    Inference inference(String model) {
        return inferences.get(model);
    }

    /** {@code analysis} cannot go on; its owner hears of it in the next cycle. */
    void fail(Analysis analysis) {
        counters.add(Counter.FAILED_STREAMS, 1);
        analysis.fail();
        publisher.publishNext(analysis);
    }

    /** Logs the first, second, fourth, eighth ... fault: a network that fails on every batch must not fill a disk. */
    void count(Throwable fault) {
        counters.add(Counter.FAULTS, 1);
        long faults = counters.value(Counter.FAULTS);
        if (Long.bitCount(faults) == 1) {
            LOG.error("{}: fault {}; its streams go without visemes until they begin anew", name, faults, fault);
        }
    }

    // Parking.

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            return;
        }
        pulse.rest(true);
        if (publisher.hasRefused()) {
            bell.nap(isClosing, RETRY_NANOS); // a full lane may wait for a ring back, and nobody rings for that
        } else {
            bell.nap(hasWork, Long.MAX_VALUE);
        }
        pulse.rest(false);
    }

    @Override
    public void idle() {}

    @Override
    public void reset() {}

    private boolean hasWork() {
        return closing || !pause.isObeyed() || !paused && lanes.hasWork();
    }
}
