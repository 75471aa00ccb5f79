// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import dev.visemux.bench.Vendor;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One client of a vendor's that is there to tell how a session ends: the JDK's own, which reads nothing from its socket
 * unless it is asked to.
 */
final class Witness implements WebSocket.Listener {
    private static final int PATIENCE_SECONDS = 20;
    private static final int ABNORMAL = 1006; // RFC 6455: no close frame came

    /** How and when. */
    record End(int code, String reason, long nanos) {
        @Override
        public String toString() {
            return (code + " " + reason).strip();
        }
    }

    private final ClientLines lines;
    private final boolean reads;
    private final CompletableFuture<Void> greeted = new CompletableFuture<>();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private WebSocket socket;
    private int sent;

    private Witness(ClientLines lines, boolean reads) {
        this.lines = lines;
        this.reads = reads;
    }

    /** Returns when the vendor has greeted who reads, or the connection stands. */
    static Witness open(HttpClient http, Way way, boolean reads) throws Exception {
        Witness witness = new Witness(new ClientLines(Vendor.openai, 100), reads);
        witness.socket = http.newWebSocketBuilder().buildAsync(way.door(Vendor.openai), witness)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (reads) {
            witness.greeted.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        return witness;
    }

    /** Asks for an answer, whether or not the last one was heard. */
    void ask() throws IOException, InterruptedException {
        for (Template question : lines.ask()) {
            send(question, Kind.ASK);
        }
    }

    /** From now on the vendor breaks off, in the middle of a message. */
    void letVendorBreak() throws IOException, InterruptedException {
        send(lines.microphone(0), Kind.BREAK);
    }

    private void send(Template template, Kind kind) throws IOException, InterruptedException {
        try {
            socket.sendText(template.text(new Mark(kind, 1, sent++, System.nanoTime())), true)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("cut", e);
        }
    }

    /** Waits for it. */
    End end() throws InterruptedException, ExecutionException {
        try {
            return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new End(0, "nothing", System.nanoTime());
        }
    }

    void leave() {
        socket.abort();
    }

    @Override
    public void onOpen(WebSocket socket) {
        if (reads) {
            socket.request(Long.MAX_VALUE);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
        greeted.complete(null);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ended.complete(new End(code, reason, System.nanoTime()));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ended.complete(new End(ABNORMAL, "", System.nanoTime()));
    }
}
