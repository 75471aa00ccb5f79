// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.pcm;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
    private static final String LIKELY = "{}[]\",:\\u0123456789/=+rt \n\0\u00ff";

    @Test
    void shouldForwardEveryMutatedMessage() {
        Random random = new Random(11);
        try (Wire wire = new Wire()) {
            for (int round = 0; round < 2_000; round++) {
                String seed = SEEDS[random.nextInt(SEEDS.length)];
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
