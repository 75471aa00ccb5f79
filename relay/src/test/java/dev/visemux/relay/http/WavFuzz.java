// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.ops.RelayException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Any bytes behind the first as a recording, RIFF or raw: refused by name or read as samples, the same however they come.
 * The first byte says in what pieces.
 */
public final class WavFuzz {
    private WavFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        Read wav = read(bytes, bytes.length + 1, true);
        check(wav, read(bytes, 1 + (input[0] & 0x3F), true));
        check(read(bytes, bytes.length + 1, false), read(bytes, 1 + (input[0] & 0x3F), false));
        if (wav.refused == null && (wav.pcm.length % 2 != 0 || wav.pcm.length > 2 * bytes.length)) {
            throw new AssertionError(wav.pcm.length + " bytes of " + bytes.length);
        }
    }

    private record Read(String refused, byte[] pcm, PcmFormat format) {}

    private static Read read(byte[] bytes, int most, boolean wav) {
        PcmQueue pcm = new PcmQueue(new HeldBytes(Long.MAX_VALUE));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PcmIntake intake = wav ? PcmIntake.wav(pcm) : PcmIntake.raw(pcm);
            for (int at = 0; at < bytes.length; at += most) {
                intake.take(ByteBuffer.wrap(bytes, at, Math.min(most, bytes.length - at)));
            }
            intake.end();
            for (int length = pcm.next(); length > 0; length = pcm.next()) {
                out.write(pcm.nextBytes(), 0, length);
                pcm.remove();
            }
            return new Read(null, out.toByteArray(), intake.format(PcmFormat.MIN_RATE_HZ));
        } catch (RelayException e) {
            if (e.error() != RelayError.INVALID_AUDIO) {
                throw e;
            }
            return new Read(e.getMessage(), null, null);
        } finally {
            pcm.clear();
        }
    }

    private static void check(Read whole, Read cut) {
        if (!String.valueOf(whole.refused).equals(String.valueOf(cut.refused)) || !Arrays.equals(whole.pcm, cut.pcm)
                || !String.valueOf(whole.format).equals(String.valueOf(cut.format))) {
            throw new AssertionError("whole " + whole + ", cut " + cut);
        }
    }
}
