// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.signal.Kernels;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Samples in, a viseme per hop out. Any thread may ask for a link; the work happens on the workers it owns.
 */
public final class DspEngine implements AutoCloseable {
    private final DspOptions options;
    private final Set<String> models;
    private final List<DspWorker> workers = new ArrayList<>();

    private DspEngine(DspOptions options, Set<String> models) {
        this.options = options;
        this.models = models;
    }

    /** Loads the models and starts the workers; returns when every kernel and batch shape is warm. */
    public static DspEngine start(DspOptions options, VisemeModels models) {
        DspEngine engine = new DspEngine(options, models.names());
        try {
            engine.load(models);
            engine.begin();
            return engine;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private void load(VisemeModels models) {
        boolean pin = Cpu.shouldPin(options.pin());
        for (int i = 0; i < options.workers(); i++) {
            List<VisemeModel> own = this.models.stream().map(models::load).toList();
            workers.add(new DspWorker("visemux-dsp-" + i, pin ? Cpu.coreOf(i) : DspWorker.FREE, options, own));
        }
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
    }

    /**
     * Connects one owner with the worker that has the fewest links.
     *
     * @param owner runs wake-ups on the owner's single thread
     */
    public DspLink link(Executor owner) {
        synchronized (workers) {
            DspWorker worker = workers.stream().min(Comparator.comparingInt(DspWorker::links)).orElseThrow();
            DspLink link = new DspLink(owner, worker.bell(), models, options);
            worker.register(link);
            return link;
        }
    }

    public Set<String> models() {
        return models;
    }

    /** A snapshot, summed over the workers. */
    public DspCounters counters() {
        return DspCounters.sum(workers.stream().map(DspWorker::counters).toList());
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
        workers.forEach(DspWorker::close);
    }
}
