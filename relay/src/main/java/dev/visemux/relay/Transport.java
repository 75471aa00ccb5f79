// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * How bytes reach the kernel: Java's own NIO. Netty's native epoll (4.2.18, 4.2.20) gives a socket the events of one that
 * was closed in the same batch and had its number, and cannot resume reading after the peer of a paused socket has hung
 * up: under load one session in some hundreds was cut. A message costs no more CPU this way.
 */
record Transport(IoHandlerFactory io, Class<? extends ServerChannel> listener, Class<? extends SocketChannel> socket) {
    static Transport best() {
        return new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    /** {@code threads} 0: one for every two cores. */
    MultiThreadIoEventLoopGroup loops(int threads) {
        int count = threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), io);
    }
}
