// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.engine.VisemeTrack;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.dsp.viseme.Timeline;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;

/** All visemes at once, at the end, as the JSON of a {@link Timeline}. */
final class TimelineAnswer implements VisemeAnswer {
    private final Reply reply;
    private final Timeline timeline;
    private PcmFormat format;
    private long hop;

    TimelineAnswer(Reply reply, LipSyncOptions lipSync) {
        this.reply = reply;
        timeline = new Timeline(lipSync);
    }

    @Override
    public void begin(PcmFormat format, long samples) {
        this.format = format;
    }

    @Override
    public boolean advance(DspStream stream) {
        VisemeTrack track = stream.track();
        for (; hop < track.published(); hop++) {
            timeline.add(track.viseme(hop));
        }
        track.release(hop);
        if (stream.ended()) {
            timeline.finish();
            reply.text(200, "application/json", timeline.toJson(format.millis(stream.committedSamples())));
        }
        return stream.ended();
    }

    @Override
    public void fail() {
        throw new RelayException(RelayError.INTERNAL);
    }
}
