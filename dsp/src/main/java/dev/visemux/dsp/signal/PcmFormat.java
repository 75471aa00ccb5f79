// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/**
 * How the samples of a stream are written, and the clock that follows from it. Mono, little-endian.
 *
 * <p>Time is counted in samples. Hop {@code n} begins at sample {@code ceil(n * rateHz / 100)} and belongs to the
 * frame that holds this sample, so the hops of a stream never depend on how it was cut into frames.
 *
 * @param encoding how one sample is written
 * @param rateHz   samples a second, 8,000 to 48,000
 */
public record PcmFormat(Encoding encoding, int rateHz) {
    /** Length of a hop: one hop is one viseme. */
    public static final int HOP_MILLIS = 10;
    public static final int HOPS_PER_SECOND = 1000 / HOP_MILLIS;
    public static final int MIN_RATE_HZ = 8_000;
    public static final int MAX_RATE_HZ = 48_000;

    public PcmFormat {
        if (rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) {
            throw new IllegalArgumentException(
                    "rateHz " + rateHz + " is outside " + MIN_RATE_HZ + " to " + MAX_RATE_HZ);
        }
    }

    public static PcmFormat pcm16(int rateHz) {
        return new PcmFormat(Encoding.PCM16, rateHz);
    }

    public int bytesPerSample() {
        return encoding.bytesPerSample;
    }

    /** First sample of hop {@code hop}. */
    public long hopStart(long hop) {
        return (hop * rateHz + HOPS_PER_SECOND - 1) / HOPS_PER_SECOND;
    }

    /** How many hops have begun within the first {@code samples} samples. */
    public long hopsBegun(long samples) {
        return samples == 0 ? 0 : (samples - 1) * HOPS_PER_SECOND / rateHz + 1;
    }

    /** Whole milliseconds within {@code samples}; differences of it telescope exactly. */
    public long millis(long samples) {
        return samples * 1000 / rateHz;
    }

    /** How one sample is written. G.711 as in ITU-T G.711. */
    public enum Encoding {
        PCM16(2), MULAW(1), ALAW(1);

        private final int bytesPerSample;

        Encoding(int bytesPerSample) {
            this.bytesPerSample = bytesPerSample;
        }
    }
}
