// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Frames.binary;
import static dev.visemux.relay.session.Frames.close;
import static dev.visemux.relay.session.Frames.decode;
import static dev.visemux.relay.session.Frames.encode;
import static dev.visemux.relay.session.Frames.messages;
import static dev.visemux.relay.session.Frames.more;
import static dev.visemux.relay.session.Frames.ping;
import static dev.visemux.relay.session.Frames.pong;
import static dev.visemux.relay.session.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.session.Frames.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tunnel against Netty's codec: what goes through means the same, however it was cut. */
class FrameTunnelTest {
    private static final String LONG = "x".repeat(130);

    /** Passes on what it gets, takes what begins with "take", and writes down the rest. */
    private static final class Log implements FrameTunnel.Receiver {
        final ByteBuf out = Unpooled.buffer();
        final List<String> events = new ArrayList<>();
        boolean inside;
        int passes;
        int idleFrames;
        int gathered;

        @Override
        public boolean wants(int opcode, ByteBuf in, int from, int length) {
            String start = in.toString(from, length, StandardCharsets.ISO_8859_1);
            return start.isEmpty() || "take".startsWith(start.substring(0, Math.min(4, start.length())))
                    || start.startsWith("look");
        }

        @Override
        public boolean inspect(int opcode, ByteBuf in, int from, int length) {
            String whole = in.toString(from, length, StandardCharsets.ISO_8859_1);
            events.add("seen " + whole);
            return whole.startsWith("take");
        }

        @Override
        public void take(ByteBuf frame, int payloadAt, int opcode) {
            assertThat(inside).isFalse();
            int length = frame.writerIndex() - payloadAt;
            events.add("took " + opcode + frame.toString(payloadAt, length, StandardCharsets.ISO_8859_1));
            frame.release();
        }

        @Override
        public void pass(ByteBuf bytes, boolean inside) {
            assertThat(bytes.isReadable()).isTrue();
            this.inside = inside;
            passes++;
            out.writeBytes(bytes);
            bytes.release();
        }

        @Override
        public void ping(byte[] body, int length) {
            events.add("ping " + new String(body, 0, length, StandardCharsets.UTF_8));
        }

        @Override
        public void idleFrame() {
            idleFrames++;
        }

        @Override
        public void message(boolean copied) {
            gathered += copied ? 1 : 0;
        }

        @Override
        public void closed(Closing closing) {
            events.add("closed " + closing);
        }

        @Override
        public void fault(RelayError error) {
            events.add("fault " + error);
        }

        List<String> effects() {
            return events.stream().filter(event -> !event.startsWith("seen")).toList();
        }

        byte[] bytes() {
            return Arrays.copyOf(out.array(), out.writerIndex());
        }
    }

    private static WebSocketFrame[] exchange() {
        return new WebSocketFrame[] {
            text("a"), ping("p1"), text(""), text(LONG), text("take me"), binary(new byte[130]), text(false, "first"),
            ping("p2"), more(false, ""), more(false, LONG), pong(""), more(true, "last"), text("look at me"),
            text(false, "ta"), ping(""), more(false, "ke "), more(true, "it"), text(false, ""), more(true, "b"),
            text("t"), close(3001, "so long")};
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client kept", "client fresh"})
    void shouldMeanTheSameHoweverItIsCutInTwo(String side) {
        byte[] bytes = encode(!side.equals("server"), exchange());
        Log whole = run(side, bytes);
        List<Frame> expected = expected();
        assertThat(messages(decode(!side.equals("server"), whole.bytes()))).isEqualTo(expected);
        assertThat(whole.idleFrames).as("three pings, a pong, two empty fragments").isEqualTo(6);
        assertThat(whole.events).containsExactly("ping p1", "seen ", "seen take me", "took 1take me", "ping p2",
                "seen look at me",
                "ping ", "seen take it", "took 1take it", "seen b", "seen t", "closed 3001 so long");
        for (int cut = 1; cut < bytes.length; cut++) {
            Log log = run(side, Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
            assertThat(messages(decode(!side.equals("server"), log.bytes()))).as("cut at %d", cut).isEqualTo(expected);
            assertThat(log.effects()).as("cut at %d", cut).isEqualTo(whole.effects());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "client kept", "client fresh"})
    void shouldMeanTheSameByteByByteAndInRandomPieces(String side) {
        WebSocketFrame[] frames = exchange();
        frames[3] = text("x".repeat(70_000));
        byte[] bytes = encode(!side.equals("server"), frames);
        Random random = new Random(7);
        for (int round = 0; round < 10; round++) {
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < bytes.length;) {
                int most = round == 0 && at < 1_000 ? 1 : 1 << random.nextInt(1, 14);
                int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
                pieces.add(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            Log log = run(side, pieces.toArray(byte[][]::new));
            assertThat(messages(decode(!side.equals("server"), log.bytes()))).hasSameSizeAs(expected())
                    .extracting(frame -> frame.payload().length()).contains(70_000);
            assertThat(log.events).contains("took 1take me", "took 1take it", "closed 3001 so long");
        }
    }

    @Test
    void shouldPassServerBytesUntouchedInOneRun() {
        byte[] bytes = encode(false, text("a"), text(LONG), binary(new byte[70_000]), text(false, "b"),
                more(true, "c"));
        Log log = run("server", bytes);
        assertThat(log.bytes()).isEqualTo(bytes);
        assertThat(log.passes).isEqualTo(1);
        assertThat(log.gathered).isZero();
    }

    @Test
    void shouldKeepOrChangeTheMasksOfAClient() {
        byte[] bytes = encode(true, text("a".repeat(200)), text("look"), text(LONG));
        assertThat(run("client kept", bytes).bytes()).isEqualTo(bytes);
        Log fresh = run("client fresh", bytes);
        assertThat(fresh.bytes()).hasSameSizeAs(bytes).isNotEqualTo(bytes);
        assertThat(Arrays.copyOfRange(fresh.bytes(), 4, 8)).isNotEqualTo(Arrays.copyOfRange(bytes, 4, 8));
        assertThat(decode(true, fresh.bytes())).isEqualTo(decode(true, bytes));
    }

    @Test
    void shouldCountOnlyWhatItGathers() {
        byte[] bytes = encode(false, text("take " + LONG), text(LONG));
        assertThat(run("server", bytes).gathered).isZero();
        assertThat(runCut(bytes, 20).gathered).isOne();
        assertThat(runCut(bytes, 150).gathered).isZero();
    }

    @Test
    void shouldTellWhetherItStoppedInsideAFrame() {
        byte[] bytes = encode(false, text("abc"), text("defgh"));
        for (int length = 1; length <= bytes.length; length++) {
            boolean inFirst = length > 2 && length < 5;
            boolean inSecond = length > 5 + 2 && length < bytes.length;
            assertThat(run("server", Arrays.copyOf(bytes, length)).inside)
                    .as("%d bytes", length).isEqualTo(inFirst || inSecond);
        }
    }

    @Test
    void shouldRefuseWhatAServerOrClientMustNotSend() {
        for (byte[] wrong : List.of(
                encode(true, text("masked")), bytes(0xC1, 0), bytes(0x83, 0), bytes(0x8B, 0), bytes(0x09, 0),
                bytes(0x89, 126, 0, 126), bytes(0x81, 126, 0, 5), bytes(0x80, 0), bytes(0x01, 0, 0x81, 0),
                bytes(0x88, 1, 0), bytes(0x88, 2, 0x03, 0xED), bytes(0x88, 2, 0, 0), bytes(0x88, 2, 0x27, 0x10))) {
            assertThat(run("server", wrong).events).as(Arrays.toString(wrong)).containsExactly("fault PROTOCOL_ERROR");
        }
        assertThat(run("client kept", encode(false, text("unmasked"))).events).containsExactly("fault PROTOCOL_ERROR");
    }

    @Test
    void shouldPassWhatCameBeforeAFaultAndNothingAfter() {
        byte[] good = encode(false, text("good"));
        Log log = run("server", concat(good, bytes(0xC1, 0), good), good);
        assertThat(log.bytes()).isEqualTo(good);
        assertThat(log.events).containsExactly("fault PROTOCOL_ERROR");
    }

    @Test
    void shouldIgnoreWhatFollowsAClose() {
        Log log = run("server", concat(encode(false, text("a"), close(1000, "")), encode(false, text("b"))));
        assertThat(decode(false, log.bytes())).hasSize(1);
        assertThat(log.events).containsExactly("closed 1000 ");
        assertThat(run("server", bytes(0x88, 0)).events).containsExactly("closed 1005 ");
    }

    @Test
    void shouldRefuseAMessageAboveTheLimitByItsHeader() {
        Log log = new Log();
        FrameTunnel tunnel = new FrameTunnel(false, null, 1_000, ByteBufAllocator.DEFAULT, log);
        feed(tunnel, encode(false, text(false, "x".repeat(600)), more(false, "x".repeat(400))));
        assertThat(log.events).isEmpty();
        feed(tunnel, encode(false, more(true, "x")));
        assertThat(log.events).containsExactly("fault MESSAGE_TOO_LARGE");
        assertThat(log.out.readableBytes()).isEqualTo(1_000 + 4 + 4);
        Log huge = run("server", bytes(0x81, 127, 0x7F, 255, 255, 255, 255, 255, 255, 255));
        assertThat(huge.events).containsExactly("fault MESSAGE_TOO_LARGE");
        assertThat(huge.out.readableBytes()).isZero();
        Log sum = run("server", concat(bytes(0x01, 1, 'x'), bytes(0x00, 127, 0x7F, 255, 255, 255, 255, 255, 255, 255)));
        assertThat(sum.events).containsExactly("fault MESSAGE_TOO_LARGE");
    }

    @Test
    void shouldNeverThrowStallOrLeakOnRandomBytes() {
        Random random = new Random(3);
        byte[] seed = encode(false, exchange());
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = seed.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(round % 2 == 0 ? 60 : bytes.length)] = (byte) random.nextInt();
            }
            runCut(bytes, random.nextInt(bytes.length));
        }
    }

    private static List<Frame> expected() {
        List<Frame> messages = messages(decode(false, encode(false, exchange())));
        messages.removeIf(frame -> frame.payload().startsWith("take") || frame.kind().equals("CLOSE"));
        return messages;
    }

    private static Log runCut(byte[] bytes, int cut) {
        return run("server", Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length));
    }

    private static Log run(String side, byte[]... reads) {
        Log log = new Log();
        FrameTunnel tunnel = new FrameTunnel(!side.equals("server"), side.endsWith("fresh") ? new FrameMask() : null,
                16 << 20, ByteBufAllocator.DEFAULT, log);
        for (byte[] read : reads) {
            feed(tunnel, read);
        }
        tunnel.close();
        return log;
    }

    private static void feed(FrameTunnel tunnel, byte[] read) {
        ByteBuf in = ByteBufAllocator.DEFAULT.directBuffer(read.length + 5).writeZero(5).skipBytes(5).writeBytes(read);
        tunnel.read(in);
        assertThat(in.refCnt()).isZero();
    }

    private static byte[] bytes(int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return all;
    }

    private static byte[] concat(byte[]... parts) {
        ByteBuf all = Unpooled.wrappedBuffer(parts);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }
}
