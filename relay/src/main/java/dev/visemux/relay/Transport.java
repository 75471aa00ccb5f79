// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.slf4j.LoggerFactory;

/**
 * How bytes reach the kernel: epoll where there is one, else Java's own NIO.
 *
 * <p>A new socket is shown to its loop in a task of its own, never while the loop handles a batch of ready events: Netty's
 * epoll (4.2.18) knows sockets by number, and one that has the number of another that was closed in this batch would get
 * its hang-up. {@code Intake} and {@code WayToVendor} see to it.
 */
record Transport(IoHandlerFactory io, Class<? extends ServerChannel> listener, Class<? extends SocketChannel> socket) {
    static Transport best() {
        if (Epoll.isAvailable()) {
            return new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, EpollSocketChannel.class);
        }
        LoggerFactory.getLogger(Transport.class).info("no epoll here ({}), using NIO", Epoll.unavailabilityCause().toString());
        return new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class);
    }

    /** {@code threads} 0: one for every two cores. */
    MultiThreadIoEventLoopGroup loops(int threads) {
        int count = threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("loop"), io);
    }
}
