// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Samples in, a viseme per hop out. Any thread may ask for a link; the work happens on the workers it owns.
 */
public final class DspEngine implements AutoCloseable {
    private final DspOptions options;
    private final VisemeModels models;
    private final boolean pin;
    private final List<DspWorker> workers = new CopyOnWriteArrayList<>();
    /** Of workers that were replaced, and one of the engine's own. */
    private final List<DspCounters> past = new CopyOnWriteArrayList<>(List.of(new DspCounters()));
    private final Supervisor supervisor = new Supervisor(this);

    private DspEngine(DspOptions options, VisemeModels models) {
        this.options = options;
        this.models = models;
        pin = Cpu.shouldPin(options.pin());
    }

    /** Loads the models and starts the workers; returns when every kernel and batch shape is warm. */
    public static DspEngine start(DspOptions options, VisemeModels models) {
        DspEngine engine = new DspEngine(options, models);
        try {
            engine.load();
            engine.begin();
            return engine;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private void load() {
        for (int i = 0; i < options.workers(); i++) {
            workers.add(worker(i));
        }
    }

    private DspWorker worker(int index) {
        List<VisemeModel> own = models.names().stream().map(models::load).toList();
        return new DspWorker("visemux-dsp-" + index, pin ? Cpu.coreOf(index) : DspWorker.FREE, options, own);
    }

    private void begin() {
        if (options.warmUp()) {
            Kernels.warmUp();
            workers.forEach(DspWorker::warmUp);
        }
        workers.forEach(DspWorker::start);
        if (options.warmUp()) {
            WarmUp.run(this, workers.size());
        }
        supervisor.start(options.stallMillis());
    }

    /**
     * Connects one owner with the worker that has the fewest links.
     *
     * @param owner runs wake-ups on the owner's single thread
     */
    public DspLink link(Executor owner) {
        synchronized (workers) {
            DspWorker worker = workers.stream().min(Comparator.comparingInt(each -> each.links().size())).orElseThrow();
            DspLink link = new DspLink(owner, worker.bell(), models.names(), options);
            worker.adopt(link);
            worker.register(link.wires());
            return link;
        }
    }

    /** The supervisor's: a new worker, with networks of its own, in the place of one that stands still or has ended. */
    void replace(int index) {
        DspWorker fresh = worker(index);
        fresh.start();
        synchronized (workers) {
            DspWorker old = workers.set(index, fresh);
            old.abandon();
            past.add(old.counters());
            past.getFirst().add(Counter.RESTARTS, 1);
            old.links().forEach(link -> link.move(fresh));
        }
    }

    List<DspWorker> workers() {
        return workers;
    }

    public Set<String> models() {
        return models.names();
    }

    /** A snapshot, summed over the workers. */
    public DspCounters counters() {
        return DspCounters.sum(Stream.concat(past.stream(), workers.stream().map(DspWorker::counters)).toList());
    }

    /** How full the rings between owners and workers are at this moment. */
    public RingFill rings() {
        return RingFill.of(workers.stream().flatMap(worker -> worker.links().stream()).map(DspLink::wires).toList());
    }

    /** Stops every worker between two duty cycles; rings fill up meanwhile. Returns when they stand still. */
    public void pause() {
        workers.forEach(DspWorker::pause);
    }

    public void resume() {
        workers.forEach(DspWorker::resume);
    }

    @Override
    public void close() {
        supervisor.close();
        workers.forEach(DspWorker::close);
    }
}
