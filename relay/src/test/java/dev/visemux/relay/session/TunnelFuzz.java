// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.ops.RelayError;
import dev.visemux.relay.session.Frames.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Any bytes as one side's frames, against Netty's codec: the same messages, pings and end, a fault where it finds one, and
 * no memory left. The first byte names the side (a server; a client whose masks are kept; one that gets fresh ones), the
 * second how the reads are cut.
 */
public final class TunnelFuzz {
    private static final int MAX_MESSAGE_BYTES = 1 << 12;

    private TunnelFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 3) {
            return;
        }
        int side = Math.floorMod(input[0], 3);
        byte[] bytes = Arrays.copyOfRange(input, 2, input.length + FrameHeader.MAX_BYTES); // a header is judged when it is whole
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
        Passed whole = run(memory, side, bytes, 0, bytes.length);
        Passed cut = run(memory, side, bytes, input[1], 1 + (input[1] & 0x1F));
        check(memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory() == 0, "memory is left");
        agree(whole, bytes, side != 0);
        agree(cut, bytes, side != 0);
    }

    private static Passed run(UnpooledByteBufAllocator memory, int side, byte[] bytes, int seed, int most) {
        Random random = new Random(seed);
        Passed passed = new Passed();
        FrameTunnel tunnel = new FrameTunnel(side != 0, side == 2 ? new FrameMask() : null, MAX_MESSAGE_BYTES, memory, passed);
        for (int at = 0; at < bytes.length;) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
            tunnel.read(memory.directBuffer(length).writeBytes(bytes, at, length));
            at += length;
        }
        tunnel.close();
        return passed;
    }

    /** What goes on and what is taken out are together what Netty reads. */
    private static void agree(Passed passed, byte[] bytes, boolean masked) {
        List<Frame> in = new ArrayList<>();
        List<Frame> out = new ArrayList<>();
        String fault = Frames.read(masked, bytes, in);
        check(Frames.read(masked, passed.out.toByteArray(), out) == null, "what goes on is sound");
        boolean judgesText = fault != null && fault.contains("UTF-8"); // of a reason: that is for whoever reads it
        boolean lenient = in.stream().anyMatch(frame -> frame.kind().equals("CLOSE")
                && frame.payload().matches("(?s)[5-9]\\d{3} .*|\\d{5} .*")); // Netty knows no greatest code
        if (passed.fault == RelayError.MESSAGE_TOO_LARGE || judgesText || lenient) {
            return;
        }
        check((fault == null) == (passed.fault == null), "Netty: " + fault + ", the tunnel: " + passed.fault);
        check(passed.told.equals(told(in)), "told " + passed.told + ", Netty " + told(in));
        check(passing(out).equals(passing(in)), "passed " + passing(out) + ", Netty " + passing(in));
    }

    private static List<Frame> passing(List<Frame> frames) {
        List<Frame> data = frames.stream().filter(frame -> !frame.kind().equals("CLOSE")).toList();
        return Frames.messages(data).stream().filter(message -> message.last() && !taken(message.payload())).toList();
    }

    /** What a receiver of these frames is told beside what passes. */
    private static List<String> told(List<Frame> frames) {
        List<String> told = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (Frame frame : frames) {
            switch (frame.kind()) {
                case "PING" -> told.add("ping " + frame.payload());
                case "PONG" -> { }
                case "CLOSE" -> told.add("closed");
                default -> {
                    open.append(frame.payload());
                    if (frame.last()) {
                        told.add("message" + (taken(open.toString()) ? " taken " + open : ""));
                        open.setLength(0);
                    }
                }
            }
        }
        return told;
    }

    private static boolean taken(String message) {
        return message.startsWith("take");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Takes what begins with "take", looks at what begins with "t" or "look", passes on all else. */
    private static final class Passed implements FrameTunnel.Receiver {
        final List<String> told = new ArrayList<>();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        RelayError fault;
        private boolean inside;
        private String taken = "";

        @Override
        public boolean wants(int opcode, ByteBuf in, int from, int length) {
            String start = in.toString(from, Math.min(4, length), StandardCharsets.ISO_8859_1);
            return "take".startsWith(start) || start.startsWith("look");
        }

        @Override
        public boolean inspect(int opcode, ByteBuf in, int from, int length) {
            return TunnelFuzz.taken(in.toString(from, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void take(ByteBuf frame, int payloadAt, int opcode) {
            check(!inside, "taken out between frames");
            taken = " taken " + frame.toString(payloadAt, frame.writerIndex() - payloadAt, StandardCharsets.ISO_8859_1);
            frame.release();
        }

        @Override
        public void pass(ByteBuf bytes, boolean inside) {
            check(bytes.isReadable(), "nothing is not passed");
            this.inside = inside;
            byte[] piece = new byte[bytes.readableBytes()];
            bytes.readBytes(piece).release();
            out.writeBytes(piece);
        }

        @Override
        public void ping(byte[] body, int length) {
            told.add("ping " + new String(body, 0, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void idleFrame() {}

        @Override
        public void message(boolean gathered) {
            told.add("message" + taken);
            taken = "";
        }

        @Override
        public void closed(Closing closing) {
            told.add("closed");
        }

        @Override
        public void fault(RelayError error) {
            fault = error;
        }
    }
}
