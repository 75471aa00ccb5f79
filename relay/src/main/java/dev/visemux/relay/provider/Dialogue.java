// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.buffer.ByteBuf;

/**
 * What a provider remembers of one session: formats, turns, interruptions. On the session's event loop; it owns nothing
 * and changes no message itself. Buffers have a memory address, payloads are plain; {@code binary} is their frame's opcode.
 */
public interface Dialogue {
    /** Whether the agent's message that begins so must be seen whole; also where the beginning does not tell. */
    boolean wants(boolean binary, ByteBuf in, int from, int length);

    /** Reads one of the agent's messages that were wanted. */
    void scan(boolean binary, ByteBuf in, int from, int length, AgentFrame frame);

    /** As {@link #wants}, of the client's. Most vendors tell all there is to know themselves. */
    default boolean wantsOfClient(boolean binary, ByteBuf in, int from, int length) {
        return false;
    }

    /** Reads one of the client's messages that were wanted, into a clear frame. */
    default void scanOfClient(boolean binary, ByteBuf in, int from, int length, ClientFrame frame) {}
}
