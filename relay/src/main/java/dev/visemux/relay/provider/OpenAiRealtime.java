// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.provider.Form.Field;
import dev.visemux.relay.provider.Form.Kind;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** OpenAI Realtime, GA and beta: <https://platform.openai.com/docs/guides/realtime>. */
public final class OpenAiRealtime extends KnownProvider {
    private static final String BETA_HEADER = "OpenAI-Beta";
    private static final String BETA_PROTOCOL = "openai-beta.realtime-v1";
    private static final String BETA = "realtime=v1";

    private static final String SIGNED_PATH = "/v1/openai-realtime/ws";
    private static final String PLAIN_PATH = "/v1/realtime";
    private static final Door DOOR = new Door(Pattern.compile(SIGNED_PATH + "|" + PLAIN_PATH), "realtime",
            List.of("token"), true, false);
    private static final Form FORM = new Form(List.of("ephemeral_token", "api_key"), true, List.of(
            new Field("model", Kind.NAME, true, true),
            new Field("voice", Kind.VOICE, false, false)), // locked in the vendor's token
            OpenAiRealtime::answer);

    private final URI url;

    public OpenAiRealtime(URI url) {
        super("openai", DOOR, FORM);
        this.url = url;
    }

    @Override
    public Endpoint approach(Caller caller) {
        HttpHeaders headers = caller.headers()
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + caller.secret());
        if (speaksBeta(caller.handshake().headers())) {
            headers.set(BETA_HEADER, BETA);
        }
        String model = caller.details().get("model");
        String query = model == null ? "" : "?model=" + URLEncoder.encode(model, StandardCharsets.UTF_8);
        return new Endpoint(URI.create(url + query), headers);
    }

    @Override
    public Dialogue dialogue(Caller caller) {
        return new OpenAiDialogue();
    }

    /** One token, in the two forms that OpenAI's SDKs can carry. */
    private static Map<String, String> answer(URI publicUrl, String token) {
        String base = Form.webSocket(publicUrl);
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("signed_url", base + SIGNED_PATH + "?token=" + token);
        answer.put("url", base + PLAIN_PATH);
        answer.put("api_key", "ek_" + token);
        return answer;
    }

    /** A browser cannot set a header and says it as a sub-protocol. */
    private static boolean speaksBeta(HttpHeaders client) {
        return client.contains(BETA_HEADER, BETA, true)
                || client.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, BETA_PROTOCOL, false);
    }
}
