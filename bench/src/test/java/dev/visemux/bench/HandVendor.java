// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;

/** A vendor's port where a test says every byte itself. */
record HandVendor(ServerSocket socket) implements AutoCloseable {
    private static final int BACKLOG = 64;

    static HandVendor open() throws IOException {
        ServerSocket socket = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        socket.setSoTimeout((int) Journal.PATIENCE.toMillis());
        return new HandVendor(socket);
    }

    String url() {
        return "ws://127.0.0.1:" + socket.getLocalPort() + "/v1/realtime";
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
