// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavTest {
    private static final int EXTENSIBLE = 0xFFFE;
    private static final short[] SOUND = Recipe.voice(300, 16_000, 1);

    @ParameterizedTest
    @CsvSource({"1,16", "1,24", "1,32", "3,32", "3,64"})
    void shouldReadWhatHoldsSixteenBitsExactly(int tag, int bits) {
        assertThat(read(wav(tag, bits, 1, SOUND))).isEqualTo(SOUND);
        assertThat(read(wav(tag, bits, 2, SOUND))).isEqualTo(SOUND);
        assertThat(read(extensible(tag, bits, SOUND))).isEqualTo(SOUND);
    }

    @ParameterizedTest
    @CsvSource({"1,8,128,0", "1,8,255,32512", "1,8,0,-32768", "6,8,170,32256", "7,8,128,32124"})
    void shouldReadBytes(int tag, int bits, int code, short sample) {
        byte[] file = wav(tag, bits, 1, new short[1]);
        file[44] = (byte) code;
        assertThat(read(file)).containsExactly(sample);
    }

    @Test
    void shouldAverageChannelsAndClipWhatIsTooLoud() {
        ByteBuffer file = header(3, 32, 2, 24);
        file.putFloat(0.5f).putFloat(-0.25f).putFloat(3).putFloat(1).putFloat(Float.NaN).putFloat(1);
        assertThat(read(file.array())).containsExactly(4096, Short.MAX_VALUE, 0);
    }

    @ParameterizedTest
    @CsvSource({"16,1", "16,2", "24,1"})
    void shouldReadTheSameFromPiecesOfAnySize(int bits, int channels) {
        byte[] file = withChunkBefore(wav(1, bits, channels, SOUND));
        for (int seed = 0; seed < 200; seed++) {
            assertThat(read(file, new Random(seed))).isEqualTo(SOUND);
        }
    }

    @Test
    void shouldEndWithTheStreamWhateverTheHeaderClaims() {
        byte[] file = wav(1, 16, 1, SOUND);
        for (long claim : new long[] {600, 601, 602, 100_000, 0xFFFF_FFFEL, 0xFFFF_FFFFL}) {
            littleEndian(file).putInt(40, (int) claim);
            assertThat(read(file)).as("%d bytes", claim).isEqualTo(SOUND);
        }
        littleEndian(file).putInt(40, 201);
        assertThat(read(file)).as("what follows is no sound").isEqualTo(Arrays.copyOf(SOUND, 100));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 0x20524946, 'begins with 46495220....57415645; allowed is RIFF....WAVE'",
        "8, 4, 0, 'begins with 52494646....00000000'",
        "12, 4, 0x61746164, 'data chunk before any fmt chunk'",
        "16, 4, 15, 'fmt length 15; allowed is 16 and more'",
        "20, 2, 2, 'fmt format 2 of 16 bits; allowed are 1 (PCM) of 8, 16, 24, 32'",
        "20, 2, 0xFFFE, 'fmt length 16; allowed is 40 and more'",
        "22, 2, 0, 'fmt channels 0; allowed is 1 to 32'",
        "22, 2, 33, 'fmt channels 33; allowed is 1 to 32'",
        "24, 4, 0, 'fmt rate 0; allowed is 8000 to 48000'",
        "24, 4, 7999, 'fmt rate 7999; allowed is 8000 to 48000'",
        "24, 4, 0xFFFFFFFF, 'fmt rate 4294967295; allowed is 8000 to 48000'",
        "32, 2, 0, 'fmt block 0; allowed is 2 for 1 of PCM16'",
        "32, 2, 4, 'fmt block 4; allowed is 2 for 1 of PCM16'",
        "34, 2, 17, 'fmt format 1 of 17 bits'",
    })
    void shouldNameTheFieldThatCannotBe(int at, int bytes, String value, String message) {
        byte[] file = wav(1, 16, 1, SOUND);
        int number = Long.decode(value).intValue();
        if (bytes == 2) {
            littleEndian(file).putShort(at, (short) number);
        } else {
            littleEndian(file).putInt(at, number);
        }
        assertThatThrownBy(() -> read(file)).isInstanceOf(Wav.Refused.class).hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAStreamThatEndsWithinItsHeader() {
        byte[] file = wav(1, 16, 1, SOUND);
        for (int length = 0; length < 44; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(Wav.Refused.class).hasMessageContaining("ends before");
        }
        assertThat(read(Arrays.copyOf(file, 44))).isEmpty();
        assertThat(read(Arrays.copyOf(file, 47))).containsExactly(SOUND[0]);
    }

    @Test
    void shouldSurviveAnyMutation() {
        Random random = new Random(4);
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] file = random.nextBoolean() ? wav(3, 32, 2, SOUND) : extensible(1, 24, SOUND);
            file = Arrays.copyOf(file, random.nextInt(200));
            for (int count = random.nextInt(5); count >= 0 && file.length > 0; count--) {
                file[random.nextInt(Math.min(file.length, 70))] = (byte) random.nextInt();
            }
            try {
                assertThat(read(file, random).length).isLessThan(200);
            } catch (Wav.Refused e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(10_000, 49_000);
    }

    private static short[] read(byte[] file) {
        return read(file, null);
    }

    /** In pieces of random sizes into targets of random sizes, or whole. */
    private static short[] read(byte[] file, Random random) {
        Wav wav = new Wav();
        ByteBuffer sound = ByteBuffer.allocate(4 * file.length + 4);
        ByteBuffer source = ByteBuffer.wrap(file);
        while (source.hasRemaining()) {
            int most = file.length - source.position();
            ByteBuffer piece = source.slice(source.position(), random == null ? most : random.nextInt(most + 1));
            int room = random == null ? sound.remaining() : random.nextInt(Math.min(40, sound.remaining()) + 1);
            ByteBuffer target = sound.slice(sound.position(), room);
            wav.read(piece, target);
            source.position(source.position() + piece.position());
            sound.position(sound.position() + target.position());
        }
        wav.finish();
        assertThat(wav.begun()).isTrue();
        short[] samples = new short[sound.position() / 2];
        sound.flip().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static byte[] wav(int tag, int bits, int channels, short[] sound) {
        ByteBuffer file = header(tag, bits, channels, sound.length * channels * bits / 8);
        putSound(file, tag, bits, channels, sound);
        return file.array();
    }

    private static ByteBuffer header(int tag, int bits, int channels, int dataBytes) {
        ByteBuffer file = littleEndian(new byte[44 + dataBytes]);
        file.put("RIFF".getBytes()).putInt(36 + dataBytes).put("WAVEfmt ".getBytes()).putInt(16);
        putFormat(file, tag, bits, channels);
        return file.put("data".getBytes()).putInt(dataBytes);
    }

    private static void putFormat(ByteBuffer file, int tag, int bits, int channels) {
        int block = channels * bits / 8;
        file.putShort((short) tag).putShort((short) channels).putInt(16_000).putInt(16_000 * block);
        file.putShort((short) block).putShort((short) bits);
    }

    private static byte[] extensible(int tag, int bits, short[] sound) {
        ByteBuffer file = littleEndian(new byte[68 + sound.length * bits / 8]);
        file.put("RIFF".getBytes()).putInt(file.capacity() - 8).put("WAVEfmt ".getBytes()).putInt(40);
        putFormat(file, EXTENSIBLE, bits, 1);
        file.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) tag);
        file.put(new byte[] {0, 0, 0, 0, 16, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71});
        file.put("data".getBytes()).putInt(sound.length * bits / 8);
        putSound(file, tag, bits, 1, sound);
        return file.array();
    }

    private static void putSound(ByteBuffer file, int tag, int bits, int channels, short[] sound) {
        for (int i = 0; i < sound.length * channels; i++) {
            short sample = sound[i / channels];
            if (tag == 3 && bits == 32) {
                file.putFloat(sample / 32768f);
            } else if (tag == 3) {
                file.putDouble(sample / 32768.0);
            } else {
                long wide = (long) sample << 48 >> 64 - bits;
                for (int shift = 0; shift < bits; shift += 8) {
                    file.put((byte) (wide >> shift));
                }
            }
        }
    }

    /** A chunk of odd length that means nothing to us, between the header and the rest. */
    private static byte[] withChunkBefore(byte[] file) {
        ByteBuffer longer = littleEndian(new byte[file.length + 20]);
        longer.put(file, 0, 12).put("LIST".getBytes()).putInt(11).put(new byte[12]).put(file, 12, file.length - 12);
        return longer.array();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
