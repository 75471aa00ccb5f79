// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** OpenAI Realtime, GA and beta: <https://platform.openai.com/docs/guides/realtime>. */
public final class OpenAiRealtime implements Provider {
    private static final String BETA_HEADER = "OpenAI-Beta";
    private static final String BETA_PROTOCOL = "openai-beta.realtime-v1";
    private static final String BETA = "realtime=v1";

    private final URI url;

    public OpenAiRealtime(URI url) {
        this.url = url;
    }

    @Override
    public Endpoint endpoint(String vendorSecret, String model, HttpRequest handshake) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + vendorSecret);
        String origin = handshake.headers().get(HttpHeaderNames.ORIGIN);
        if (origin != null) {
            headers.set(HttpHeaderNames.ORIGIN, origin);
        }
        if (speaksBeta(handshake.headers())) {
            headers.set(BETA_HEADER, BETA);
        }
        String query = model == null ? "" : "?model=" + URLEncoder.encode(model, StandardCharsets.UTF_8);
        return new Endpoint(URI.create(url + query), headers);
    }

    @Override
    public Dialogue dialogue() {
        return new OpenAiDialogue();
    }

    /** A browser cannot set a header and says it as a sub-protocol. */
    private static boolean speaksBeta(HttpHeaders client) {
        return client.contains(BETA_HEADER, BETA, true)
                || client.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, BETA_PROTOCOL, false);
    }
}
