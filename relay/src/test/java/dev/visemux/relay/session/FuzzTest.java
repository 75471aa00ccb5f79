// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.eleven;
import static dev.visemux.relay.session.Audio.elevenInterruption;
import static dev.visemux.relay.session.Audio.elevenMetadata;
import static dev.visemux.relay.session.Audio.gemini;
import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.vatel;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded nonsense from both sides: nothing throws, leaks or stalls, and what is passed on is what came. */
@Timeout(120)
class FuzzTest {
    private static final String[] SEEDS = {
        delta(pcm(300, true)), delta("r2", pcm(7, true)), created("r1"), done("r1"), done("r2"),
        "{\"type\":\"session.updated\",\"session\":{\"audio\":{\"output\":{\"format\":"
                + "{\"type\":\"audio/pcm\",\"rate\":16000}}}}}",
        "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\",\"status\":\"cancelled\"}}",
        "{\"type\":\"input_audio_buffer.speech_started\"}",
        "{\"type\":\"conversation.item.truncated\",\"item_id\":\"i\"}",
        "{\"type\":\"response.cancel\"}"};
    private static final String[] GEMINI = {
        gemini(pcm(300, true), ""), gemini(pcm(7, true), ",\"turnComplete\":true"),
        gemini(pcm(9, true), "").replace("24000", "16000"), gemini(pcm(9, true), "").replace("pcm;", "opus;"),
        "{\"serverContent\":{\"interrupted\":true},\"usageMetadata\":{\"totalTokenCount\":1}}",
        "{\n  \"serverContent\": {\n    \"generationComplete\": true\n  }\n}\n",
        "{\"goAway\":{\"timeLeft\":\"60s\"}}"};
    private static final String[] VATEL = {
        vatel("t1", pcm(300, true), false), vatel("t1", pcm(7, true), true), vatel("t2", pcm(5, true), false),
        vatel("t2", new byte[0], true), "{\"type\":\"interruption\"}", "{\"type\":\"session_ended\",\"data\":{}}"};
    private static final String[] ELEVEN = {
        eleven(3, pcm(300, true)), eleven(4, pcm(7, true)), elevenMetadata("pcm_16000"), elevenMetadata("ulaw_8000"),
        elevenInterruption(3), elevenInterruption(4), "{\"type\":\"user_transcript\"}",
        "{\"type\":\"error\",\"error_event\":{\"error_type\":\"max_duration_exceeded\"}}"};
    private static final String LIKELY = "{}[]\",:\\u0123456789/=+rt \n\0\u00ff";

    static Stream<Arguments> vendors() {
        return Stream.of(Arguments.of("openai", SEEDS), Arguments.of("gemini", GEMINI), Arguments.of("vatel", VATEL),
                Arguments.of("elevenlabs", ELEVEN));
    }

    @ParameterizedTest
    @MethodSource("vendors")
    void shouldForwardEveryMutatedMessage(String provider, String[] seeds) {
        Random random = new Random(11);
        try (Wire wire = Wire.of(provider)) {
            for (int round = 0; round < 2_000; round++) {
                String seed = seeds[random.nextInt(seeds.length)];
                byte[] message = mutate(seed.getBytes(StandardCharsets.US_ASCII), random);
                wire.vendorSays(new WebSocketFrame[] {Frames.binary(message)});
                wire.clientSays(new WebSocketFrame[] {Frames.binary(message)});
                wire.await(() -> !wire.clientFrames().isEmpty());
                String sent = new String(message, StandardCharsets.ISO_8859_1);
                String heard = wire.clientFrames().getFirst().payload();
                assertThat(Audio.original(heard)).as("round %d", round).isEqualTo(Audio.original(sent));
                assertThat(wire.vendorFrames().getFirst().payload()).isEqualTo(sent);
                wire.forget();
            }
            assertThat(wire.session.open()).isTrue();
        }
    }

    @Test
    void shouldSurviveMutatedBytes() {
        Random random = new Random(12);
        byte[] toClient = Frames.encode(false, frames(random));
        byte[] toVendor = Frames.encode(true, frames(random));
        int ended = 0;
        try (Wire host = new Wire()) {
            for (int round = 0; round < 300; round++) {
                try (Wire wire = Wire.beside(host)) {
                    feed(random, flip(toClient, random), wire::vendorSends);
                    feed(random, flip(toVendor, random), wire::clientSends);
                    wire.pass(60);
                    ended += wire.session.open() ? 0 : 1;
                }
            }
            host.vendorSays(delta(pcm(480, true)));
            assertThat(Audio.visemes(host.await(1).getFirst()).visemes()).as("nobody else is disturbed").hasSize(1);
        }
        assertThat(ended).isBetween(60, 240);
    }

    private static WebSocketFrame[] frames(Random random) {
        WebSocketFrame[] frames = new WebSocketFrame[12];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = i % 5 == 4 ? Frames.ping("p" + i) : Frames.text(SEEDS[random.nextInt(SEEDS.length)]);
        }
        return frames;
    }

    private static void feed(Random random, byte[] bytes, java.util.function.Consumer<byte[]> leg) {
        for (int at = 0; at < bytes.length;) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(12)));
            leg.accept(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
    }

    private static byte[] flip(byte[] bytes, Random random) {
        byte[] flipped = bytes.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            int range = random.nextBoolean() ? 4 : flipped.length; // a header, or anything
            flipped[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(flipped, random.nextInt(flipped.length)) : flipped;
    }

    private static byte[] mutate(byte[] text, Random random) {
        byte[] mutated = text.clone();
        for (int i = random.nextInt(3); i > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) LIKELY.charAt(random.nextInt(LIKELY.length()));
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(mutated, random.nextInt(mutated.length + 1)) : mutated;
    }
}
