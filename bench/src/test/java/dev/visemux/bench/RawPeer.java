// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
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

    /** A client that the relay has let in. */
    static RawPeer upgraded(URI url) throws IOException {
        RawPeer peer = connect(url);
        peer.write(upgrade(url));
        String head = peer.readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
        return peer;
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

    /** A text frame; {@code masked} as a client's must be, with a mask of zeros. */
    static byte[] frame(String text, boolean masked) {
        return frame(text, masked, StandardCharsets.UTF_8);
    }

    private static byte[] frame(String text, boolean masked, Charset charset) {
        byte[] payload = text.getBytes(charset);
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) 0x81);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (payload.length | mask));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (126 | mask)).putShort((short) payload.length);
        } else {
            frame.put((byte) (127 | mask)).putLong(payload.length);
        }
        frame.put(new byte[masked ? 4 : 0]).put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    /** Any frame. */
    static byte[] frame(int first, byte[] payload, boolean masked) {
        byte[] frame = frame(new String(payload, StandardCharsets.ISO_8859_1), masked, StandardCharsets.ISO_8859_1);
        frame[0] = (byte) first;
        return frame;
    }

    /** What a close frame says. */
    static byte[] close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array();
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

    /** The same frame again and again, until nobody takes it any more; {@code bytes}: those taken. */
    void speakUntilCut(byte[] frame, AtomicLong bytes) {
        try {
            while (true) {
                socket.getOutputStream().write(frame);
                bytes.addAndGet(frame.length);
            }
        } catch (IOException _) {
            // cut, as its other end is
        }
    }

    /** Up to the empty line. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The text of a frame, masked or not. */
    String readFrame() throws IOException {
        in.readUnsignedByte();
        return new String(readPayload(), StandardCharsets.UTF_8);
    }

    private byte[] readPayload() throws IOException {
        int second = in.readUnsignedByte();
        int length = second & 0x7f;
        byte[] payload = new byte[length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length];
        byte[] mask = new byte[4];
        if ((second & 0x80) != 0) {
            in.readFully(mask);
        }
        in.readFully(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i & 3];
        }
        return payload;
    }

    /** How it ends, whatever is said before: code and reason of a close frame, 1006 without one. */
    Close readClose() throws IOException {
        try {
            for (int first = in.readUnsignedByte();; first = in.readUnsignedByte()) {
                byte[] payload = readPayload();
                if ((first & 0x0f) == 0x8) {
                    return payload.length == 0 ? new Close(1005, "") : new Close((payload[0] & 0xff) << 8 | payload[1] & 0xff,
                            new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
                }
            }
        } catch (EOFException | SocketException _) {
            return Close.ABNORMAL;
        }
    }

    /** Leaves without a word: a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
