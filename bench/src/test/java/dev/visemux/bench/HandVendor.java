// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A vendor's port where a test says every byte itself. */
record HandVendor(ServerSocket socket) implements AutoCloseable {
    private static final int BACKLOG = 64;

    static HandVendor open() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReceiveBufferSize(64 << 10); // or the system takes megabytes for a vendor that reads nothing
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        socket.setSoTimeout((int) Journal.PATIENCE.toMillis());
        return new HandVendor(socket);
    }

    /** What the relay dials; {@code host} with its scheme. */
    String url(String host) {
        return host + ":" + socket.getLocalPort() + "/v1/realtime";
    }

    /** The relay's next connection, unanswered. */
    RawPeer accept() throws IOException {
        return RawPeer.of(socket.accept());
    }

    /** The same, after its 101. */
    RawPeer answer() throws IOException {
        RawPeer peer = accept();
        peer.write(RawPeer.accept(peer.readHead()));
        return peer;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
