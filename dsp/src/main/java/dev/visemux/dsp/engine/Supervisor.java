// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a worker replaced whose thread has ended, or which stands still in the middle of its work. It counts its looks, not the
 * time: a machine that was asleep is no fault of a worker's. One that has to be replaced again and again, since its
 * network hangs whenever it is asked, is given twice the time each time: threads that stand still cannot be ended, and stay.
 */
final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final int LOOKS = 10;
    private static final int MOST_DOUBLINGS = 6;

    /** What was seen of one worker. */
    private static final class Patient {
        long beats;
        int looksWithout;
        int looks;
        int restarts;
    }

    private final DspEngine engine;
    private final CountDownLatch closing = new CountDownLatch(1);
    private Thread thread;

    Supervisor(DspEngine engine) {
        this.engine = engine;
    }

    void start(long stallMillis) {
        thread = Thread.ofPlatform().name("visemux-dsp-supervisor").daemon().start(() -> watch(Math.max(1, stallMillis / LOOKS)));
    }

    private void watch(long lookMillis) {
        Patient[] patients = new Patient[engine.workers().size()];
        for (int i = 0; i < patients.length; i++) {
            patients[i] = new Patient();
        }
        try {
            while (!closing.await(lookMillis, TimeUnit.MILLISECONDS)) {
                for (int i = 0; i < patients.length; i++) {
                    look(i, patients[i]);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does that but who wants it to end
        }
    }

    private void look(int index, Patient patient) {
        Pulse pulse = engine.workers().get(index).pulse();
        boolean well = pulse != null && (pulse.isResting() || pulse.beats() != patient.beats);
        patient.looksWithout = well ? 0 : patient.looksWithout + 1;
        patient.beats = pulse == null ? 0 : pulse.beats();
        if (patient.looksWithout > LOOKS << patient.restarts) {
            replace(index, patient, pulse == null);
        } else if (++patient.looks > LOOKS << MOST_DOUBLINGS) {
            patient.restarts = 0; // it has been well for long
        }
    }

    private void replace(int index, Patient patient, boolean dead) {
        LOG.error("visemux-dsp-{} {}: another one takes its place; its streams begin anew at their next audio",
                index, dead ? "has ended" : "stands still");
        patient.looks = 0;
        patient.looksWithout = 0;
        patient.restarts = Math.min(patient.restarts + 1, MOST_DOUBLINGS);
        try {
            engine.replace(index);
        } catch (RuntimeException | Error e) {
            LOG.error("no worker could be made in the place of visemux-dsp-{}; it will be tried again", index, e);
        }
    }

    /** Returns when it looks no more. */
    @Override
    public void close() {
        closing.countDown();
        if (thread != null) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
