// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.engine.VisemeTrack;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.Viseme;
import dev.visemux.relay.access.Tally;
import dev.visemux.relay.ops.Metrics;

/**
 * One recording at the engine: moves samples from the queue into the ring as far as there is room, and what comes back
 * into the answer. Event loop only. A full ring stops it and drops nothing: the engine calls when there is room again.
 */
final class Recording {
    private final DspLink link;
    private final PcmQueue pcm;
    private final VisemeAnswer answer;
    private final Reply reply;
    private final Metrics metrics;
    private final Tally tally;
    private PcmFormat format;
    private DspStream stream;
    private boolean inputEnded;
    private long countedMillis;
    private long countedHops;

    Recording(DspLink link, PcmQueue pcm, VisemeAnswer answer, Reply reply, Metrics metrics, Tally tally) {
        this.link = link;
        this.pcm = pcm;
        this.answer = answer;
        this.reply = reply;
        this.metrics = metrics;
        this.tally = tally;
    }

    /** At its first sample; {@code samples}: how many there will be, or -1. */
    void begin(PcmFormat format, String model, long samples) {
        this.format = format;
        stream = link.open(format, model, DspStream.Mode.RECORDED, () -> reply.step(this::progress));
        tally.recording();
        answer.begin(format, samples);
    }

    boolean hasBegun() {
        return stream != null;
    }

    /** True: the queue is empty, more may come. False: the ring is full, and the body will be read on when it is not. */
    boolean feed() {
        for (int length = pcm.next(); stream != null && length > 0; length = pcm.next()) {
            if (!stream.admits(length)) {
                return false;
            }
            int index = stream.claim(length);
            stream.buffer().putBytes(index, pcm.nextBytes(), 0, length);
            stream.commit(index, length, false);
            count(length);
            pcm.remove();
        }
        if (inputEnded) {
            stream.finish();
        }
        return true;
    }

    void endInput() {
        if (stream == null) {
            throw PcmIntake.invalid("it holds no samples");
        }
        inputEnded = true;
        feed();
    }

    private void progress() {
        if (stream.stale()) {
            answer.fail();
            reply.finishStream();
            return;
        }
        if (feed() && !inputEnded) {
            reply.readMore();
        }
        tell();
    }

    /** The engine has news, or the socket takes more. */
    void tell() {
        if (stream == null) {
            return;
        }
        countSpeech();
        if (answer.advance(stream)) {
            metrics.count(Metrics.Counter.RECORDINGS);
            metrics.add(Metrics.Counter.RECORDED_MILLIS, format.millis(stream.committedSamples()));
            if (!reply.isFinished()) {
                reply.finishStream();
            }
        }
    }

    /** While it goes on: a recording may last for hours. */
    private void count(int bytes) {
        long millis = format.millis(stream.committedSamples());
        tally.audio(millis - countedMillis);
        tally.bytes(bytes);
        countedMillis = millis;
    }

    /** Before the answer lets go of the hops that it has told. */
    private void countSpeech() {
        for (VisemeTrack track = stream.track(); countedHops < track.published(); countedHops++) {
            tally.speech(track.viseme(countedHops) == Viseme.SILENCE.ordinal() ? 0 : PcmFormat.HOP_MILLIS);
        }
    }

    void close() {
        pcm.clear();
        if (stream != null) {
            stream.close();
        }
    }
}
