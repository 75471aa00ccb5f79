// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import io.netty.channel.EventLoopGroup;
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

/**
 * The loops of those who speak in time: Linux's epoll where there is one, whose timers know microseconds; Java's NIO wakes
 * up by the millisecond. The relay has NIO; its reasons do not bother who never stops reading.
 */
public record EventLoops(EventLoopGroup group, Class<? extends ServerChannel> listener,
        Class<? extends SocketChannel> socket) {
    public static EventLoops of(int threads) {
        if (Epoll.isAvailable()) {
            return new EventLoops(group(threads, EpollIoHandler.newFactory()), EpollServerSocketChannel.class,
                    EpollSocketChannel.class);
        }
        return new EventLoops(group(threads, NioIoHandler.newFactory()), NioServerSocketChannel.class,
                NioSocketChannel.class);
    }

    private static EventLoopGroup group(int threads, IoHandlerFactory io) {
        return new MultiThreadIoEventLoopGroup(threads, io);
    }
}
