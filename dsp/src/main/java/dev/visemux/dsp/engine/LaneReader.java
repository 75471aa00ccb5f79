// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspCounters.Counter;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.ControlledMessageHandler;

/**
 * One lane as its worker sees it: takes the records in order and feeds the streams they name. Worker thread only.
 * A record whose stream has no room stays where it is, as far as it was not taken, and all behind it wait with it.
 */
final class LaneReader implements ControlledMessageHandler {
    private final Wires wires;
    private final Lane lane;
    private final boolean isLive;
    private final DspWorker worker;
    private final Int2ObjectHashMap<Analysis> streams = new Int2ObjectHashMap<>();
    /** Bytes already taken of the PCM record at the head. */
    private int taken;

    LaneReader(Wires wires, Lane lane, boolean isLive, DspWorker worker) {
        this.wires = wires;
        this.lane = lane;
        this.isLive = isLive;
        this.worker = worker;
    }

    Wires wires() {
        return wires;
    }

    /** Takes records until the lane is empty, a stream is full or a batch is; returns how many. */
    int read() {
        return lane.read(this);
    }

    @Override
    public Action onMessage(int type, MutableDirectBuffer buffer, int index, int length) {
        if (type == Lane.OPEN) {
            open(lane.ticket());
            return Action.CONTINUE;
        }
        Analysis analysis = streams.get(buffer.getInt(index + Lane.STREAM_OFFSET));
        if (analysis == null) {
            taken = 0;
            return Action.CONTINUE; // it failed or ended, and the owner had not heard of it
        }
        try {
            return onRecord(type, analysis, buffer, index);
        } catch (Throwable fault) {
            taken = 0;
            worker.count(fault);
            worker.fail(analysis);
            return Action.CONTINUE;
        }
    }

    void forget(Analysis analysis) {
        streams.remove(analysis.id());
    }

    /** Every stream of the lane ends here, without visemes. */
    void failAll() {
        taken = 0;
        for (Analysis analysis : streams.values().toArray(Analysis[]::new)) {
            worker.fail(analysis);
        }
    }

    void closeAll() {
        streams.values().forEach(Analysis::close);
    }

    private void open(Ticket ticket) {
        streams.put(ticket.id(), new Analysis(ticket, this, worker.inference(ticket.model())));
        worker.counters().add(Counter.STREAMS, 1);
    }

    private Action onRecord(int type, Analysis analysis, MutableDirectBuffer buffer, int index) {
        boolean done = switch (type) {
            case Lane.PCM -> onPcm(analysis, buffer, index);
            case Lane.GAP -> onGap(analysis);
            case Lane.FINISH -> {
                analysis.finish();
                yield true;
            }
            default -> {
                forget(analysis); // CLOSE
                analysis.close();
                yield true;
            }
        };
        analysis.inference().enqueue(analysis);
        if (!done) {
            return Action.ABORT;
        }
        return analysis.inference().isFull(isLive) ? Action.BREAK : Action.CONTINUE;
    }

    private boolean onGap(Analysis analysis) {
        boolean restarted = analysis.restart();
        worker.counters().add(Counter.GAPS, restarted ? 1 : 0);
        return restarted;
    }

    private boolean onPcm(Analysis analysis, MutableDirectBuffer buffer, int index) {
        int header = buffer.getInt(index + Lane.LENGTH_OFFSET);
        int length = header & ~Lane.END_OF_FRAME;
        taken += analysis.feed(buffer.addressOffset() + index + Lane.PCM_OFFSET + taken, length - taken);
        if (taken < length) {
            return false;
        }
        taken = 0;
        if (header < 0) {
            analysis.endFrame();
        }
        worker.counters().add(Counter.RECORDS, 1);
        return true;
    }
}
