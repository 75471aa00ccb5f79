// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.engine.VisemeTrack;
import dev.visemux.dsp.signal.PcmFormat;
import io.netty.buffer.ByteBufUtil;

/**
 * Visemes as server-sent events, one for each chunk of {@code chunkMillis}, as soon as its hops are known. While the
 * socket is full the hops stay where they are, a byte each: nothing is queued. A chunk exists when a hop begins in it.
 */
final class SseAnswer implements VisemeAnswer {
    private final Reply reply;
    private final int chunkMillis;
    private final StringBuilder event = new StringBuilder(512);
    private PcmFormat format;
    private long samples;
    private long chunks;
    private long chunk;
    private long hop;
    private int viseme = -1;

    SseAnswer(Reply reply, int chunkMillis) {
        this.reply = reply;
        this.chunkMillis = chunkMillis;
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
        VisemeTrack track = stream.track();
        boolean wrote = false;
        while (reply.isWritable() && isKnown(stream)) {
            write(chunk(track, Math.min(endHop(), track.published()), stream.ended() ? stream.committedSamples() : samples));
            wrote = true;
        }
        if (wrote) {
            reply.flush();
        }
        return stream.ended() && hop == track.published();
    }

    /** Only a hop behind a chunk, or the end, tells that the chunk was a whole one. */
    private boolean isKnown(DspStream stream) {
        return stream.track().published() > endHop() || stream.ended() && stream.track().published() > hop;
    }

    private long endHop() {
        return ((chunk + 1) * chunkMillis + PcmFormat.HOP_MILLIS - 1) / PcmFormat.HOP_MILLIS;
    }

    /** {@code {"visemes":[{"visemeId":1,"offset":0}],"chunk_progress":"1/10","chunk_duration_ms":200}}. */
    private String chunk(VisemeTrack track, long endHop, long samples) {
        event.setLength(0);
        event.append("data: {\"visemes\":[");
        String comma = "";
        for (; hop < endHop; hop++) {
            if (track.viseme(hop) != viseme) {
                viseme = track.viseme(hop);
                event.append(comma).append("{\"visemeId\":").append(viseme)
                        .append(",\"offset\":").append(hop * PcmFormat.HOP_MILLIS).append('}');
                comma = ",";
            }
        }
        track.release(hop);
        long start = chunk++ * chunkMillis;
        long duration = samples < 0 ? chunkMillis : Math.min(chunkMillis, format.millis(samples) - start);
        return event.append("],\"chunk_progress\":\"").append(chunk).append('/').append(chunks)
                .append("\",\"chunk_duration_ms\":").append(duration).append("}\n\n").toString();
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
