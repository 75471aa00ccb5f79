// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One end of a WebSocket as bare bytes, for what no codec would do: which bytes share a segment is ours to say. */
record RawPeer(Socket socket, DataInputStream in) implements Closeable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3
    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (\\S+)");

    static RawPeer of(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Journal.PATIENCE.toMillis());
        return new RawPeer(socket, new DataInputStream(socket.getInputStream()));
    }

    static RawPeer connect(URI url) throws IOException {
        return of(new Socket(InetAddress.getLoopbackAddress(), url.getPort()));
    }

    static String upgrade(URI url) {
        return "GET " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    static String accept(String request) {
        Matcher key = KEY.matcher(request);
        if (!key.find()) {
            throw new IllegalArgumentException("no key in " + request);
        }
        try {
            byte[] answer = (key.group(1) + GUID).getBytes(StandardCharsets.US_ASCII);
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(answer);
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** A short text frame; {@code masked} as a client's must be, with a mask of zeros. */
    static byte[] frame(String text, boolean masked) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(payload.length | (masked ? 0x80 : 0));
        frame.writeBytes(new byte[masked ? 4 : 0]);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    /** Everything in one segment. */
    void write(String head, byte[]... frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        socket.getOutputStream().write(all.toByteArray());
    }

    /** Up to the empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The text of a frame below 64 KiB, masked or not. */
    String readFrame() throws IOException {
        in.readUnsignedByte();
        int second = in.readUnsignedByte();
        int length = second & 0x7f;
        byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length];
        byte[] mask = new byte[4];
        if ((second & 0x80) != 0) {
            in.readFully(mask);
        }
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
