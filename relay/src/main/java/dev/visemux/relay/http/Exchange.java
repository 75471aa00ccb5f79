// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;

/**
 * One request being taken in and answered, on its event loop. A {@code RelayException} out of any of these becomes the
 * answer.
 */
interface Exchange {
    /**
     * A piece of the body, lent for the call. False: no more for now; the exchange asks with {@link Reply#readMore()}.
     */
    boolean body(ByteBuf piece);

    /** The body was whole. */
    void end();

    /** The socket takes more again. */
    default void writable() {}

    /** The exchange is over, answered or not: let go of what it holds. */
    default void closed() {}
}
