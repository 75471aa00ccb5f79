// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * An address, or a network in CIDR notation, IPv4 or IPv6. Any thread.
 *
 * @param bits of the address that count
 */
public record Network(InetAddress address, int bits) {
    /** Throws IllegalArgumentException with the rest of a sentence; names are never looked up. */
    public static Network parse(String text) {
        String[] parts = text.split("/", 2);
        try {
            InetAddress address = InetAddress.ofLiteral(parts[0]);
            int most = Byte.SIZE * address.getAddress().length;
            int bits = parts.length == 1 ? most : Integer.parseInt(parts[1]);
            if (bits >= 0 && bits <= most) {
                return new Network(address, bits);
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new IllegalArgumentException("is no address or network; write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32");
    }

    public boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        int whole = bits / Byte.SIZE;
        if (mine.length != theirs.length || Arrays.mismatch(mine, 0, whole, theirs, 0, whole) >= 0) {
            return false;
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((mine[whole] ^ theirs[whole]) & 0xFF) >> Byte.SIZE - rest == 0;
    }

    /** As it can be parsed again. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + bits;
    }
}
