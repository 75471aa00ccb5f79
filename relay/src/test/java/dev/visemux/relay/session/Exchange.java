// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.relay.session.Frames.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Messages of both sides through a whole session: what arrives, less the injected fields, is what was sent, in its order.
 * A line is a message, {@code >} begins what the client says.
 */
final class Exchange {
    private final List<String> fromVendor = new ArrayList<>();
    private final List<String> fromClient = new ArrayList<>();
    private final Wire wire;

    /** Through a session that has said nothing yet. */
    Exchange(Wire wire) {
        this.wire = wire;
    }

    /** Says each message in frames of random sizes, read in pieces of at most so many bytes; returns what the client heard. */
    List<String> say(List<byte[]> lines, Random random, int most) {
        for (byte[] line : lines) {
            boolean client = line.length > 0 && line[0] == '>';
            byte[] message = client ? Arrays.copyOfRange(line, 1, line.length) : line;
            (client ? fromClient : fromVendor).add(new String(message, StandardCharsets.ISO_8859_1));
            byte[] frames = client ? Frames.fragmented(true, false, message, random) : wire.fragmented(message, random);
            for (int at = 0; at < frames.length;) {
                byte[] read = Arrays.copyOfRange(frames, at, Math.min(frames.length, at + 1 + random.nextInt(most)));
                if (client) {
                    wire.clientSends(read);
                } else {
                    wire.vendorSends(read);
                }
                at += read.length;
            }
        }
        return arrived();
    }

    private List<String> arrived() {
        wire.await(() -> wire.heard().size() >= fromVendor.size());
        List<String> heard = wire.heard();
        compare("client", fromVendor, heard);
        compare("vendor", fromClient, Frames.messages(wire.vendorFrames()).stream().map(Frame::payload).toList());
        return heard;
    }

    private static void compare(String who, List<String> sent, List<String> got) {
        List<String> originals = sent.stream().map(Audio::original).toList();
        if (!got.stream().map(Audio::original).toList().equals(originals)) {
            throw new AssertionError("the " + who + " got " + got + " of " + sent);
        }
    }
}
