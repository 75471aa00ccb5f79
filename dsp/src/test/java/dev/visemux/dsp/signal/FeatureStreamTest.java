// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureStreamTest {
    private static final FeatureOptions OPTIONS = Recipe.OPTIONS;
    private final Mfcc mfcc = new Mfcc(OPTIONS, Kernels.best());

    @ParameterizedTest
    @ValueSource(ints = {1, 159, 160, 161, 279, 280, 281, 399, 400, 439, 440, 441, 6_000, 16_000})
    void shouldFollowTheRecipeOnSignalsOfAnyLength(int samples) {
        short[] voice = Recipe.voice(samples, 16_000, samples);
        FeatureStream stream = stream(16_000);
        accept(stream, voice, 0, samples);
        stream.finish();
        assertRows(stream, 0, Recipe.rows(OPTIONS, Recipe.doubles(voice)));
        assertThat(stream.rowsComplete()).isEqualTo((samples + 159) / 160);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000})
    void shouldMakeTheSameRowsHoweverTheAudioIsCut(int rateHz) {
        short[] voice = Recipe.voice(rateHz, rateHz, 1);
        FeatureStream whole = stream(rateHz);
        accept(whole, voice, 0, voice.length);
        whole.finish();
        FeatureStream cut = stream(rateHz);
        Random random = new Random(2);
        for (int at = 0; at < voice.length; ) {
            int count = Math.min(voice.length - at, random.nextInt(1 + random.nextInt(2000)));
            accept(cut, voice, at, count);
            at += count;
            disturb(cut, random);
        }
        cut.finish();
        assertThat(copy(cut, 0, 100)).isEqualTo(copy(whole, 0, 100));
        assertThat(cut.rowsComplete()).isEqualTo(100).isEqualTo(cut.rowsBegun());
    }

    /** What an engine does at frames' ends must leave no trace in what follows. */
    private static void disturb(FeatureStream stream, Random random) {
        if (random.nextBoolean()) {
            stream.clamp();
        }
        if (random.nextBoolean()) {
            copy(stream, 0, 100);
        }
    }

    @Test
    void shouldClampTheRowsOfBegunHopsAtAFramesEnd() {
        short[] voice = Recipe.voice(16_000, 16_000, 3);
        FeatureStream stream = stream(16_000);
        for (int at = 0; at + 777 <= voice.length; at += 777) {
            accept(stream, voice, at, 777);
            stream.clamp();
            short[] soFar = Arrays.copyOf(voice, at + 777);
            double[][] rows = Recipe.rows(OPTIONS, Recipe.doubles(soFar));
            assertRows(stream, Math.max(0, rows.length - 20), rows);
            assertThat(stream.rowsBegun()).isEqualTo(rows.length);
        }
    }

    @Test
    void shouldShowNoClampedRowOnceAudioGoesOn() {
        FeatureStream stream = stream(16_000);
        accept(stream, Recipe.voice(320, 16_000, 4), 0, 320);
        stream.clamp();
        accept(stream, new short[1], 0, 1);
        assertThat(stream.rowsComplete()).isEqualTo(1);
        assertThat(copy(stream, 1, 2)).containsOnly(0);
        assertThat(copy(stream, -3, 3)).containsOnly(0);
    }

    @Test
    void shouldFillLanesAcrossStreams() {
        FeatureStream[] streams = new FeatureStream[5];
        short[][] voices = new short[streams.length][];
        for (int i = 0; i < streams.length; i++) {
            streams[i] = stream(16_000);
            voices[i] = Recipe.voice(3 * 160 + 40 * i, 16_000, i);
            accept(streams[i], voices[i], 0, voices[i].length);
            streams[i].clamp();
        }
        for (int i = 0; i < streams.length; i++) {
            assertRows(streams[i], 0, Recipe.rows(OPTIONS, Recipe.doubles(voices[i])));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16_000, 24_000, 44_100})
    void shouldKeepTheClockButNotTheSoundAcrossAGap(int rateHz) {
        int before = rateHz / 100 * 17 + 31;
        short[] voice = Recipe.voice(rateHz, rateHz, 5);
        FeatureStream stream = stream(rateHz);
        accept(stream, voice, 0, before);
        stream.restart();
        accept(stream, voice, before, voice.length - before);
        stream.finish();

        FeatureStream afterSilence = stream(rateHz);
        accept(afterSilence, new short[before], 0, before);
        afterSilence.restart();
        accept(afterSilence, voice, before, voice.length - before);
        afterSilence.finish();
        assertThat(copy(stream, 18, 82)).isEqualTo(copy(afterSilence, 18, 82));
        assertThat(copy(stream, 0, 18)).containsOnly(0);
        assertThat(stream.rowsComplete()).isEqualTo(100);
    }

    @Test
    void shouldRememberItsHistoryAndSayWhatItForgot() {
        FeatureStream stream = stream(16_000);
        short[] voice = Recipe.voice(48_000, 16_000, 6);
        accept(stream, voice, 0, voice.length);
        stream.finish();
        int oldest = 300 - FeatureStream.HISTORY_HOPS;
        assertRows(stream, oldest, Recipe.rows(OPTIONS, Recipe.doubles(voice)));
        assertThatThrownBy(() -> copy(stream, oldest - 1, 2)).hasMessageContaining("row " + (oldest - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 100})
    void shouldRefuseAHistoryThatItCannotKeep(int hops) {
        assertThatThrownBy(() -> new FeatureStream(OPTIONS, mfcc, PcmFormat.pcm16(8_000), hops))
                .hasMessageContaining("historyHops " + hops);
    }

    @Test
    void shouldLiveWithTheShortestHistory() {
        short[] voice = Recipe.voice(24_000, 8_000, 8);
        FeatureStream whole = stream(8_000);
        accept(whole, voice, 0, voice.length);
        FeatureStream brief = new FeatureStream(OPTIONS, mfcc, PcmFormat.pcm16(8_000), 32);
        accept(brief, voice, 0, voice.length);
        assertThat(copy(brief, 270, 28)).isEqualTo(copy(whole, 270, 28)).doesNotContain(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MULAW", "ALAW"})
    void shouldDecodeTelephoneSamples(PcmFormat.Encoding encoding) {
        float[] table = encoding == PcmFormat.Encoding.MULAW ? G711.MULAW : G711.ALAW;
        byte[] codes = new byte[8_000];
        new Random(7).nextBytes(codes);
        short[] samples = new short[codes.length];
        for (int t = 0; t < codes.length; t++) {
            samples[t] = (short) (table[codes[t] & 0xff] * 32768);
        }
        FeatureStream telephone = new FeatureStream(OPTIONS, mfcc, new PcmFormat(encoding, 8_000));
        Native memory = Native.of(codes);
        telephone.accept(memory.address(), codes.length);
        FeatureStream plain = stream(8_000);
        accept(plain, samples, 0, samples.length);
        assertThat(copy(telephone, 0, 100)).isEqualTo(copy(plain, 0, 100)).doesNotContain(Float.NaN);
    }

    private FeatureStream stream(int rateHz) {
        return new FeatureStream(OPTIONS, mfcc, PcmFormat.pcm16(rateHz));
    }

    private static void accept(FeatureStream stream, short[] samples, int from, int count) {
        Native memory = Native.of(samples);
        stream.accept(memory.address() + 2L * from, 2 * count);
    }

    private static float[] copy(FeatureStream stream, long from, int count) {
        FloatBuffer target = ByteBuffer.allocateDirect(count * OPTIONS.features() * 4)
                .order(ByteOrder.nativeOrder()).asFloatBuffer();
        stream.copyRows(from, count, target);
        assertThat(target.remaining()).isZero();
        float[] rows = new float[target.capacity()];
        target.get(0, rows);
        return rows;
    }

    private static void assertRows(FeatureStream stream, int from, double[][] expected) {
        float[] rows = copy(stream, from, expected.length - from);
        for (int i = 0; i < rows.length; i++) {
            int hop = from + i / OPTIONS.features();
            int feature = i % OPTIONS.features();
            assertThat((double) rows[i]).as("hop %d feature %d", hop, feature)
                    .isCloseTo(expected[hop][feature], within(1e-4));
        }
    }
}
