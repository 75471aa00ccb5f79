// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.signal.PcmFormat;
import java.util.ArrayList;
import java.util.List;

/** A stream and what it was told. */
final class Talker {
    final DspStream stream;
    private final Owner owner;
    int progress;

    Talker(DspLink link, Owner owner, PcmFormat format, String model, DspStream.Mode mode) {
        this.owner = owner;
        this.stream = link.open(format, model, mode, () -> progress++);
    }

    /** One whole frame. */
    boolean say(byte[] pcm, int from, int to) {
        if (!stream.admits(to - from)) {
            return false;
        }
        put(pcm, from, to, true);
        return true;
    }

    void put(byte[] pcm, int from, int to, boolean endOfFrame) {
        for (int at = from; at < to; at += DspStream.MAX_RECORD_BYTES) {
            int length = Math.min(to - at, DspStream.MAX_RECORD_BYTES);
            int index = stream.claim(length);
            stream.buffer().putBytes(index, pcm, at, length);
            stream.commit(index, length, endOfFrame && at + length == to);
        }
    }

    /** Frames of {@code bytes}, as a recording is sent: each waits for room. */
    void dictate(byte[] pcm, int bytes) {
        for (int at = 0; at < pcm.length; at += bytes) {
            int from = at;
            int to = Math.min(pcm.length, at + bytes);
            owner.runUntil(() -> say(pcm, from, to));
        }
    }

    void awaitHops(long hops) {
        owner.runUntil(() -> stream.track().published() >= hops);
    }

    void awaitCommitted() {
        awaitHops(stream.committedHops());
    }

    void finish() {
        stream.finish();
        owner.runUntil(stream::ended);
    }

    List<Integer> visemes() {
        List<Integer> visemes = new ArrayList<>();
        for (long hop = 0; hop < stream.track().published(); hop++) {
            visemes.add(stream.track().viseme(hop));
        }
        return visemes;
    }
}
