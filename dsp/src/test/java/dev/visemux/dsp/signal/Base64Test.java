// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both twins against the decoder of the JDK. */
class Base64Test {
    private static final byte UNTOUCHED = 0x55;

    static Stream<Kernels> twins() {
        return Stream.of(Kernels.best(), Kernels.scalar());
    }

    @ParameterizedTest
    @MethodSource("twins")
    void shouldDecodeEveryLength(Kernels kernels) {
        Random random = new Random(1);
        for (int length = 0; length <= 700; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertThat(decode(kernels, Base64.getEncoder().encode(bytes))).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void shouldNameEveryForeignCharacterAtEveryPosition(Kernels kernels) {
        byte[] text = new byte[260];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) "Az09+/".charAt(i % 6);
        }
        Random random = new Random(2);
        for (int at = 0; at < text.length; at++) {
            for (int code = 0; code < 256; code += 1 + random.nextInt(3)) {
                byte[] corrupted = text.clone();
                corrupted[at] = (byte) code;
                boolean padding = code == '=' && at == text.length - 1;
                boolean good = Character.isLetterOrDigit(code) && code < 128 || code == '+' || code == '/' || padding;
                assertThat(result(kernels, corrupted)).as("code %d at %d", code, at)
                        .isEqualTo(good ? 195 - (padding ? 1 : 0) : ~at);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("twins")
    void shouldAgreeWithTheJdkOnMutatedText(Kernels kernels) {
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            byte[] text = mutated(Base64.getEncoder().encode(bytes), random);
            byte[] expected = text.length % 4 == 0 ? decodeByJdk(text) : null;
            if (expected == null) {
                assertThat(result(kernels, text)).as(new String(text, StandardCharsets.ISO_8859_1))
                        .isBetween(~text.length, -1);
            } else {
                assertThat(decode(kernels, text)).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"QQ==,1", "QUI=,2", "QUJD,3", "'',0", "Q,-2", "QQ,-3", "QQ=,-3", "QUJ,-4", "QQ=Q,-3", "====,-1",
            "Q===,-2", "QQ==QQ==,-3", "QUJDQ,-6", "QUJD====,-5", "QU JD,-3", "QUJD-___,-5"})
    void shouldTakeOnlyPaddedWholes(String text, int result) {
        assertThat(twins()).allSatisfy(kernels -> assertThat(result(kernels, ascii(text))).isEqualTo(result));
    }

    @Test
    void shouldNotWriteBehindTheTarget() {
        for (int length = 0; length <= 400; length += 4) {
            byte[] text = new byte[length];
            Arrays.fill(text, (byte) 'A');
            Native source = Native.of(text);
            int room = length / 4 * 3;
            Native target = new Native(room + 64);
            byte[] canary = new byte[room + 64];
            Arrays.fill(canary, UNTOUCHED);
            target.put(canary);
            Kernels.best().decodeBase64(source.address(), length, target.address());
            assertThat(target.bytes(room, 64)).containsOnly(UNTOUCHED);
        }
    }

    private static byte[] mutated(byte[] text, Random random) {
        byte[] mutated = Arrays.copyOf(text, random.nextInt(8) == 0 ? random.nextInt(text.length + 1) : text.length);
        for (int count = random.nextInt(3); count > 0 && mutated.length > 0; count--) {
            mutated[random.nextInt(mutated.length)] = (byte) (random.nextBoolean() ? '=' : random.nextInt());
        }
        return mutated;
    }

    private static byte[] decodeByJdk(byte[] text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int result(Kernels kernels, byte[] text) {
        Native source = Native.of(text);
        return kernels.decodeBase64(source.address(), text.length, new Native(text.length).address());
    }

    private static byte[] decode(Kernels kernels, byte[] text) {
        Native source = Native.of(text);
        Native target = new Native(text.length);
        int bytes = kernels.decodeBase64(source.address(), text.length, target.address());
        assertThat(bytes).isNotNegative();
        return target.bytes(0, bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
