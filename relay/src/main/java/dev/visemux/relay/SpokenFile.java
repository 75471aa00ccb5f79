// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.dsp.engine.DspLink;
import dev.visemux.dsp.engine.DspStream;
import dev.visemux.dsp.engine.VisemeTrack;
import dev.visemux.dsp.signal.Wav;
import dev.visemux.dsp.viseme.LipSyncOptions;
import dev.visemux.dsp.viseme.Timeline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * One WAV file on its way through the engine: reads no further ahead than there is room, gathers what comes back.
 * Owner thread only. As a whole, each hop is decided with all of its context; in pieces, each piece is answered before
 * the next is given, as in a conversation.
 */
final class SpokenFile {
    /** Not in pieces. */
    static final int WHOLE = 0;

    private final Path path;
    private final DspLink link;
    private final String model;
    private final int pieceMillis;
    private final Wav wav = new Wav();
    private final ByteBuffer bytes = ByteBuffer.allocate(64 << 10).flip();
    private final ByteBuffer pcm = ByteBuffer.allocate(DspStream.MAX_RECORD_BYTES).flip();
    private final Timeline timeline;

    private FileChannel file;
    private boolean fileEnded;
    private DspStream stream;
    private long pieces;
    private boolean ended;
    private String fault;

    SpokenFile(Path path, DspLink link, String model, int pieceMillis, LipSyncOptions lipSync) {
        this.path = path;
        this.link = link;
        this.model = model;
        this.pieceMillis = pieceMillis;
        timeline = new Timeline(lipSync);
    }

    /** Takes what is known and gives what there is room for; runs again whenever the engine got on. */
    void advance() {
        try {
            if (stream == null) {
                open();
            }
            gather();
            if (stream.stale()) {
                end("the network failed; the log says how");
            } else if (stream.ended()) {
                end(timeline.size() == 0 ? "holds no sound" : null);
            } else if (pieceMillis == WHOLE) {
                giveWhole();
            } else {
                givePieces();
            }
        } catch (NoSuchFileException e) {
            end("there is no such file");
        } catch (IOException | Wav.Refused e) {
            end(e.getMessage());
        }
    }

    DspLink link() {
        return link;
    }

    /** Answered, or failed. */
    boolean ended() {
        return ended;
    }

    /** What went wrong, or null. */
    String fault() {
        return fault;
    }

    Timeline timeline() {
        return timeline;
    }

    long durationMillis() {
        return wav.format().millis(stream.committedSamples());
    }

    private void open() throws IOException {
        file = FileChannel.open(path);
        while (!wav.begun() && !fileEnded) {
            read(0);
        }
        stream = link.open(wav.format(), model,
                pieceMillis == WHOLE ? DspStream.Mode.RECORDED : DspStream.Mode.LIVE, this::advance);
    }

    private void gather() {
        VisemeTrack track = stream.track();
        for (long hop = timeline.hops(); hop < track.published(); hop++) {
            timeline.add(track.viseme(hop));
        }
        track.release(track.published());
        if (pieceMillis == WHOLE && stream.ended()) {
            timeline.finish();
        } else if (pieceMillis != WHOLE && timeline.hops() >= stream.committedHops()) {
            timeline.settle();
        }
    }

    private void giveWhole() throws IOException {
        while (read(DspStream.MAX_RECORD_BYTES)) {
            if (!stream.admits(pcm.remaining())) {
                return;
            }
            commit(false);
        }
        stream.finish();
    }

    private void givePieces() throws IOException {
        while (timeline.hops() >= stream.committedHops()) {
            long end = ++pieces * pieceMillis * wav.format().rateHz() / 1000;
            for (long left = end - stream.committedSamples(); left > 0; left = end - stream.committedSamples()) {
                int most = (int) Math.min(left * wav.format().bytesPerSample(), DspStream.MAX_RECORD_BYTES);
                if (!read(most)) {
                    stream.finish();
                    return;
                }
                commit(left * wav.format().bytesPerSample() == pcm.remaining());
            }
        }
    }

    /** Fills {@code pcm} with the next samples, unless some wait there; false at the end of the file. */
    private boolean read(int most) throws IOException {
        if (!pcm.hasRemaining()) {
            pcm.clear().limit(most);
            do {
                if (!bytes.hasRemaining()) {
                    fileEnded = file.read(bytes.clear()) < 0;
                    bytes.flip();
                }
                wav.read(bytes, pcm);
            } while (pcm.hasRemaining() && !fileEnded);
            pcm.flip();
        }
        if (fileEnded) {
            wav.finish();
        }
        return pcm.hasRemaining();
    }

    private void commit(boolean endOfFrame) {
        int length = pcm.remaining();
        int index = stream.claim(length);
        if (index < 0) {
            throw new IllegalStateException("no room for what was admitted");
        }
        stream.buffer().putBytes(index, pcm, length);
        stream.commit(index, length, endOfFrame);
    }

    private void end(String fault) {
        this.fault = fault;
        this.ended = true;
        if (stream != null) {
            stream.close();
        }
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }
}
