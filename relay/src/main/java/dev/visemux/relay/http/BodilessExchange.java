// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import io.netty.buffer.ByteBuf;

/** An exchange whose request has nothing but a head. */
interface BodilessExchange extends Exchange {
    @Override
    default boolean body(ByteBuf piece) {
        WholeBody.refuseLonger(piece.readableBytes(), 0);
        return true;
    }
}
