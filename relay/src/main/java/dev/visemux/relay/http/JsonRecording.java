// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A JSON body with its audio in base64. It is decoded while it comes, but analysed only when it is whole: what model and
 * rate it wants may stand behind the audio. Event loop only.
 */
final class JsonRecording implements Exchange {
    private final PcmQueue pcm;
    private final long maxBytes;
    private final VisemeOptions query;
    private final Set<String> models;
    private final BiFunction<PcmQueue, VisemeOptions, Recording> analysis;
    private final AudioJson json = new AudioJson(new Base64Audio(this::take));
    private PcmIntake intake;
    private Recording recording;
    private long bytes;

    /** {@code query}: what holds where the body says nothing. */
    JsonRecording(PcmQueue pcm, long maxBytes, VisemeOptions query, Set<String> models,
            BiFunction<PcmQueue, VisemeOptions, Recording> analysis) {
        this.pcm = pcm;
        this.maxBytes = maxBytes;
        this.query = query;
        this.models = models;
        this.analysis = analysis;
    }

    private void take(ByteBuffer decoded) {
        if (intake == null) {
            intake = PcmIntake.sniff(pcm, decoded);
        }
        intake.take(decoded);
    }

    @Override
    public boolean body(ByteBuf piece) {
        bytes += piece.readableBytes();
        WholeBody.refuseLonger(bytes, maxBytes);
        json.take(piece);
        return true;
    }

    @Override
    public void end() {
        VisemeOptions options = query.but(json.end(), models);
        intake.end();
        recording = analysis.apply(pcm, options);
        if (pcm.size() > 0) {
            recording.begin(intake.format(options.rateHz()), options.model(), pcm.size() / Short.BYTES);
        }
        recording.endInput();
    }

    @Override
    public void writable() {
        if (recording != null) {
            recording.tell();
        }
    }

    @Override
    public void closed() {
        pcm.clear();
        if (recording != null) {
            recording.close();
        }
    }
}
