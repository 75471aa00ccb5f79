// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import dev.visemux.relay.upstream.WebSocketKey;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** OpenAI's end by hand: it accepts whoever comes and says what it is told, byte by byte. */
final class BareVendor implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;
    private final ServerSocket server;

    BareVendor() throws IOException {
        server = new ServerSocket(0);
        server.setSoTimeout(PATIENCE_MILLIS);
    }

    String url() {
        return "ws://127.0.0.1:" + server.getLocalPort() + "/v1/realtime";
    }

    /** The next session. */
    Socket answer() throws IOException {
        Socket socket = server.accept();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        String key = head.toString().replaceAll("(?is).*sec-websocket-key: *([^\r]*)\r.*", "$1");
        say(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + WebSocketKey.accept(key) + "\r\n\r\n");
        return socket;
    }

    static void say(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
