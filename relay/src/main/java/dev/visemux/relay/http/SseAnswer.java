// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.engine.VisemeTrack;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.dsp.viseme.NaturalLipSync;
import io.netty.buffer.ByteBufUtil;

/**
 * Visemes as server-sent events, one for each chunk of {@code chunkMillis}, as soon as its changes are known. While the
 * socket is full the hops stay where they are, a byte each: nothing is queued. A chunk exists when a hop begins in it.
 */
final class SseAnswer implements VisemeAnswer {
    private final Reply reply;
    private final int chunkMillis;
    private final NaturalLipSync lips;
    private final NaturalLipSync.Mouth mouth = this::change;
    /** Of the chunk that comes next, as far as they are known. */
    private final StringBuilder changes = new StringBuilder(512);
    private PcmFormat format;
    private long samples;
    private long chunks;
    private long chunk;
    /** Hops of the chunks that were written. */
    private long told;

    SseAnswer(Reply reply, int chunkMillis, LipSyncOptions lipSync) {
        this.reply = reply;
        this.chunkMillis = chunkMillis;
        lips = new NaturalLipSync(lipSync);
    }

    @Override
    public void begin(PcmFormat format, long samples) {
        this.format = format;
        this.samples = samples;
        chunks = samples < 0 ? 0 : (format.hopsBegun(samples) - 1) * PcmFormat.HOP_MILLIS / chunkMillis + 1;
        reply.stream("text/event-stream");
        reply.flush();
    }

    @Override
    public boolean advance(DspStream stream) {
        boolean wrote = false;
        while (reply.isWritable() && learn(stream)) {
            told = Math.min(endHop(), stream.track().published());
            write(chunk(stream.ended() ? stream.committedSamples() : samples));
            wrote = true;
        }
        if (wrote) {
            reply.flush();
        }
        return stream.ended() && told == stream.track().published();
    }

    /** Whether all changes of the chunk are known. Only a hop behind it, or the end, tells that it was a whole one. */
    private boolean learn(DspStream stream) {
        VisemeTrack track = stream.track();
        while (lips.decided() < endHop() && lips.hops() < track.published()) {
            lips.add(track.viseme(lips.hops()), mouth);
            track.release(lips.hops());
        }
        boolean ended = stream.ended() && lips.hops() == track.published();
        if (ended) {
            lips.finish(endHop(), mouth);
        }
        return lips.decided() >= endHop() && track.published() > endHop() || ended && track.published() > told;
    }

    private long endHop() {
        return ((chunk + 1) * chunkMillis + PcmFormat.HOP_MILLIS - 1) / PcmFormat.HOP_MILLIS;
    }

    private void change(int viseme, long hop) {
        changes.append(changes.isEmpty() ? "" : ",").append("{\"visemeId\":").append(viseme)
                .append(",\"offset\":").append(hop * PcmFormat.HOP_MILLIS).append('}');
    }

    /** {@code {"visemes":[{"visemeId":1,"offset":0}],"chunk_progress":"1/10","chunk_duration_ms":200}}. */
    private String chunk(long samples) {
        long start = chunk++ * chunkMillis;
        long duration = samples < 0 ? chunkMillis : Math.min(chunkMillis, format.millis(samples) - start);
        String event = "data: {\"visemes\":[" + changes + "],\"chunk_progress\":\"" + chunk + '/' + chunks
                + "\",\"chunk_duration_ms\":" + duration + "}\n\n";
        changes.setLength(0);
        return event;
    }

    @Override
    public void fail() {
        String fault = "{\"message\":\"The engine failed at chunk " + (chunk + 1) + "\",\"chunk_id\":" + (chunk + 1) + "}";
        write("event: error\ndata: " + fault + "\n\nerror: " + fault + "\n\n"); // the last is for clients of the documented form
    }

    private void write(String text) {
        reply.write(ByteBufUtil.writeAscii(reply.alloc(), text));
    }
}
