// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;

/** A binary body that is analysed while it comes; it is read as fast as the engine takes it. Event loop only. */
final class StreamedRecording implements Exchange {
    private final Recording recording;
    private final PcmQueue pcm;
    private final PcmIntake intake;
    private final VisemeOptions options;
    private final long maxBytes;
    private long bytes;

    StreamedRecording(Recording recording, PcmQueue pcm, VisemeOptions options, boolean wav, long maxBytes) {
        this.recording = recording;
        this.pcm = pcm;
        this.intake = wav ? PcmIntake.wav(pcm) : PcmIntake.raw(pcm);
        this.options = options;
        this.maxBytes = maxBytes;
    }

    @Override
    public boolean body(ByteBuf piece) {
        bytes += piece.readableBytes();
        WholeBody.refuseLonger(bytes, maxBytes);
        intake.take(piece.nioBuffer());
        if (!recording.hasBegun() && pcm.next() > 0) {
            recording.begin(intake.format(options.rateHz()), options.model(), -1);
        }
        return recording.feed();
    }

    @Override
    public void end() {
        intake.end();
        recording.endInput();
    }

    @Override
    public void writable() {
        recording.tell();
    }

    @Override
    public void closed() {
        recording.close();
    }
}
