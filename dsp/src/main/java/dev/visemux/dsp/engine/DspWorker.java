// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.viseme.VisemeModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.jctools.queues.MpscLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that turns PCM into visemes: takes what is in its lanes, serves each network one batch, sends the visemes
 * back, wakes the owners, and parks when nothing is left. It never waits for anyone and never logs per record.
 * A fault costs the streams of its batch their visemes and nobody anything else.
 */
final class DspWorker implements Agent, IdleStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(DspWorker.class);
    private static final long RETRY_NANOS = 1_000_000;
    /** No core of its own. */
    static final int FREE = -1;

    // Any thread's.
    private final Bell bell = new Bell();
    private final MpscLinkedQueue<DspLink> newLinks = new MpscLinkedQueue<>();
    private final DspCounters counters = new DspCounters();
    /** Odd: it shall stand still. */
    private volatile int phase;
    private volatile int phaseSeen;
    private volatile boolean closing;
    private final AtomicInteger links = new AtomicInteger();

    // The worker's.
    private final String name;
    private final int core;
    private final Map<String, Inference> inferences = new HashMap<>();
    private final Inference[] networks;
    private final List<LaneReader> liveLanes = new ArrayList<>();
    private final List<LaneReader> recordedLanes = new ArrayList<>();
    private final List<Analysis> refused = new ArrayList<>();
    private final BooleanSupplier hasWork = this::hasWork;
    private final BooleanSupplier isClosing = () -> closing;
    private final AgentRunner runner;
    private int firstLane;

    DspWorker(String name, int core, DspOptions options, List<VisemeModel> models) {
        this.name = name;
        this.core = core;
        models.forEach(model -> inferences.put(model.manifest().name(), new Inference(model, options.steady(), counters)));
        this.networks = inferences.values().toArray(Inference[]::new);
        this.runner = new AgentRunner(this, fault -> LOG.error("{} stopped", name, fault), null, this);
    }

    // Any thread.

    /** Calls every network in every shape; before start. */
    void warmUp() {
        inferences.values().forEach(Inference::warmUp);
    }

    void start() {
        AgentRunner.startOnThread(runner, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });
    }

    Bell bell() {
        return bell;
    }

    int links() {
        return links.get();
    }

    void register(DspLink link) {
        links.incrementAndGet();
        newLinks.offer(link);
        bell.ring();
    }

    DspCounters counters() {
        return counters;
    }

    /** Returns when it stands still, between two cycles. Not from two threads. */
    void pause() {
        move(true);
        while (phaseSeen != phase && !runner.isClosed()) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    void resume() {
        move(false);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void move(boolean toPause) {
        if (isPaused(phase) != toPause) {
            phase++;
            bell.ring();
        }
    }

    private static boolean isPaused(int phase) {
        return (phase & 1) == 1;
    }

    void close() {
        closing = true;
        bell.ring();
        runner.close();
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
        int now = phase;
        phaseSeen = now;
        return isPaused(now) ? 0 : cycle();
    }

    private int cycle() {
        try {
            int work = adopt() + dismiss() + resend();
            int records = read(liveLanes) + read(recordedLanes);
            answerWishes(records > 0);
            for (Inference network : networks) {
                work += serve(network, true) + serve(network, false);
            }
            return work + records;
        } catch (Throwable fault) { // a bug of ours, outside any batch: nobody's state can be trusted
            count(fault);
            liveLanes.forEach(LaneReader::failAll);
            recordedLanes.forEach(LaneReader::failAll);
            return 1;
        }
    }

    @Override
    public void onClose() {
        inferences.values().forEach(Inference::close);
    }

    private int adopt() {
        DspLink link = newLinks.relaxedPoll();
        if (link == null) {
            return 0;
        }
        liveLanes.add(new LaneReader(link, link.live(), true, this));
        recordedLanes.add(new LaneReader(link, link.recorded(), false, this));
        return 1;
    }

    /** Lets closed links go. */
    private int dismiss() {
        int gone = 0;
        for (int i = liveLanes.size() - 1; i >= 0; i--) {
            if (liveLanes.get(i).link().isClosed()) {
                liveLanes.remove(i).closeAll();
                recordedLanes.remove(i).closeAll();
                links.decrementAndGet();
                gone++;
            }
        }
        return gone;
    }

    /** Each time another link is the first to be read. */
    private int read(List<LaneReader> lanes) {
        int records = 0;
        int count = lanes.size();
        firstLane++;
        for (int i = 0; i < count; i++) {
            records += lanes.get((firstLane + i & Integer.MAX_VALUE) % count).read();
        }
        return records;
    }

    /** Owners that were refused hear that there is room: something was read, or nothing was there. */
    private void answerWishes(boolean read) {
        for (int i = 0; i < liveLanes.size(); i++) {
            DspLink link = liveLanes.get(i).link();
            if ((read || !hasRecords(i)) && link.takeRoomWish()) {
                link.callOwner();
            }
        }
    }

    private int serve(Inference network, boolean isLive) {
        if (network.isIdle(isLive)) {
            return 0;
        }
        try {
            network.run(isLive);
        } catch (Throwable fault) {
            count(fault);
            for (int i = 0; i < network.members(); i++) {
                fail(network.member(i));
            }
        }
        for (int i = 0; i < network.members(); i++) {
            publish(network.member(i));
        }
        for (int i = 0; i < network.members(); i++) {
            network.member(i).home().link().callOwner();
        }
        return network.members();
    }

    /** True when all that it has to say is on its way. */
    private boolean publish(Analysis analysis) {
        int unsent = analysis.unsent();
        boolean sent = analysis.publish(analysis.home().link().back());
        counters.add(Counter.HOPS, unsent - analysis.unsent());
        if (!sent) {
            counters.add(Counter.BACK_FULL, 1);
            if (analysis.refuse()) {
                refused.add(analysis);
            }
        } else if (analysis.isOver()) {
            analysis.home().forget(analysis);
        } else {
            analysis.inference().enqueue(analysis);
        }
        return sent;
    }

    private int resend() {
        int sent = 0;
        for (int i = refused.size() - 1; i >= 0; i--) {
            Analysis analysis = refused.get(i);
            if (publish(analysis)) {
                refused.remove(i);
                analysis.home().link().callOwner();
                sent++;
            }
        }
        return sent;
    }

    // Called by the lanes.

    Inference inference(String model) {
        return inferences.get(model);
    }

    /** {@code analysis} cannot go on. */
    void fail(Analysis analysis, Throwable fault) {
        count(fault);
        drop(analysis);
    }

    /** Its owner hears of it in the next cycle. */
    void drop(Analysis analysis) {
        fail(analysis);
        if (analysis.refuse()) {
            refused.add(analysis);
        }
    }

    private void fail(Analysis analysis) {
        counters.add(Counter.FAILED_STREAMS, 1);
        analysis.fail();
    }

    /** Logs the first, second, fourth, eighth ... fault: a network that fails on every batch must not fill a disk. */
    private void count(Throwable fault) {
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
        if (refused.isEmpty()) {
            bell.nap(hasWork, Long.MAX_VALUE);
        } else {
            bell.nap(isClosing, RETRY_NANOS); // what waits for room in a ring back is tried again
        }
    }

    @Override
    public void idle() {}

    @Override
    public void reset() {}

    private boolean hasWork() {
        if (closing || phaseSeen != phase) {
            return true;
        }
        boolean found = !newLinks.isEmpty();
        for (int i = 0; i < liveLanes.size(); i++) {
            DspLink link = liveLanes.get(i).link();
            found |= hasRecords(i) || link.hasRoomWish() || link.isClosed();
        }
        return found && !isPaused(phase);
    }

    private boolean hasRecords(int link) {
        return liveLanes.get(link).hasRecords() || recordedLanes.get(link).hasRecords();
    }
}
