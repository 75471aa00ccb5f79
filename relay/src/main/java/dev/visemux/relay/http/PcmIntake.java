// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.signal.Wav;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a recording in, whole mono samples out. Event loop only; it works piece by piece, never on the whole. */
final class PcmIntake {
    private static final int RIFF = 0x52494646;
    private static final int RF64 = 0x52463634;
    private final PcmQueue pcm;
    /** Null: raw samples. */
    private final Wav wav;
    private final ByteBuffer odd = ByteBuffer.allocate(Short.BYTES);

    private PcmIntake(PcmQueue pcm, Wav wav) {
        this.pcm = pcm;
        this.wav = wav;
    }

    static PcmIntake wav(PcmQueue pcm) {
        return new PcmIntake(pcm, new Wav());
    }

    static PcmIntake raw(PcmQueue pcm) {
        return new PcmIntake(pcm, null);
    }

    /** By the first four bytes: a WAV says so. */
    static PcmIntake sniff(PcmQueue pcm, ByteBuffer first) {
        int tag = first.remaining() < Integer.BYTES ? 0 : first.order(ByteOrder.BIG_ENDIAN).getInt(first.position());
        return tag == RIFF || tag == RF64 ? wav(pcm) : raw(pcm);
    }

    void take(ByteBuffer piece) {
        if (wav == null) {
            takeRaw(piece);
        } else {
            guarded(() -> {
                while (piece.hasRemaining()) {
                    wav.read(piece, pcm.room());
                }
            });
        }
    }

    /** A block holds whole samples: of a piece with an odd end, the last byte waits for the next. */
    private void takeRaw(ByteBuffer piece) {
        if (odd.position() == 1 && piece.hasRemaining()) {
            pcm.write(odd.put(piece.get()).flip());
            odd.clear();
        }
        int whole = piece.remaining() & -Short.BYTES;
        pcm.write(piece.slice(piece.position(), whole));
        piece.position(piece.position() + whole);
        if (piece.hasRemaining()) {
            odd.put(piece.get());
        }
    }

    /** The rate that the recording names itself, or {@code fallback} of raw samples; null while it is not known. */
    PcmFormat format(int fallbackHz) {
        return wav == null ? PcmFormat.pcm16(fallbackHz) : wav.begun() ? wav.format() : null;
    }

    /** The recording has ended: was it one? */
    void end() {
        if (wav != null) {
            guarded(wav::finish);
        } else if (odd.position() != 0) {
            throw invalid("an odd number of bytes is no PCM16");
        }
    }

    private static void guarded(Runnable read) {
        try {
            read.run();
        } catch (Wav.Refused e) {
            throw invalid(e.getMessage());
        }
    }

    static RelayException invalid(String detail) {
        return new RelayException(RelayError.INVALID_AUDIO, detail);
    }
}
