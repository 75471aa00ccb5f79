// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.visemux.relay.provider.Form.Field;
import dev.visemux.relay.provider.Form.Kind;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Vatel voice agents: <https://docs.vatel.ai>. A session token is asked for with the tenant's key, then the connection
 * is opened with it. Its Python SDK ends at a message of a type that it does not know.
 */
public final class Vatel extends KnownProvider {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/connection";
    private static final String TOKEN = "token";

    private static final Door DOOR = new Door(Pattern.compile(PATH), null, List.of(TOKEN), false, false);
    private static final Form FORM = new Form(List.of("api_key"), true, List.of(
            new Field("agent_id", Kind.UUID, true, true),
            new Field("version_id", Kind.NAME, false, true),
            new Field("first_message", Kind.PROSE, false, true),
            new Field("prompt", Kind.PROSE, false, true)),
            List.of(Form.INLINE), // an unknown message would end its Python SDK
            Vatel::answer);

    private final String base;

    /** {@code url}: to which the paths of REST and WebSocket are appended. */
    public Vatel(URI url) {
        super("vatel", DOOR, FORM);
        base = base(url);
    }

    @Override
    public Errand approach(Caller caller) {
        HttpHeaders headers = caller.headers()
                .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + caller.secret())
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        ObjectNode wanted = JSON.createObjectNode().put("transport", "websocket");
        caller.details().forEach(wanted::put);
        return new Errand(HttpMethod.POST, URI.create(base + "/v1/session-token"), headers, wanted.toString(),
                answer -> connection(caller, answer));
    }

    @Override
    public Dialogue dialogue(Caller caller) {
        return new VatelDialogue();
    }

    private Endpoint connection(Caller caller, String answer) {
        String further = caller.queryWithout(Set.of(TOKEN));
        String query = "?token=" + URLEncoder.encode(RestAnswer.of(answer).text(TOKEN), StandardCharsets.UTF_8)
                + (further.isEmpty() ? "" : "&" + further);
        return new Endpoint(URI.create(base + PATH + query), caller.headers());
    }

    private static Map<String, String> answer(URI publicUrl, String token) {
        return Map.of("signed_url", Form.webSocket(publicUrl) + PATH + "?token=" + token);
    }
}
