// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.ops.RelayConfig.Upstreams.Upstream;
import dev.visemux.relay.provider.Form.Field;
import dev.visemux.relay.provider.Form.Kind;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * ElevenLabs Agents: <https://elevenlabs.io/docs/eleven-agents>. A private agent is reached by a URL that ElevenLabs signs
 * for the tenant's key, a public one by its id.
 */
public final class ElevenLabs extends KnownProvider {
    public static final String NAME = "elevenlabs";
    /** A detail: the URL that was signed already, in place of all others. */
    public static final String SIGNED_URL = "signed_url";
    public static final String AGENT_ID = "agent_id";
    /** ElevenLabs' header for a key. */
    public static final String KEY_HEADER = "xi-api-key";

    private static final String DOOR_PATH = "/v1/conversation";
    private static final String CONVERSATION_PATH = "/v1/convai/conversation";
    private static final String SIGN_PATH = CONVERSATION_PATH + "/get-signed-url";
    private static final String TOKEN = "token";
    private static final String VARIABLES = DynamicVariables.NAME;

    private static final Door DOOR = new Door(Pattern.compile(DOOR_PATH), "convai", List.of(TOKEN), false, false);
    private static final Form FORM = new Form(List.of("api_key", "tts_api_key"), false, List.of(
            new Field(AGENT_ID, Kind.NAME, true, true),
            new Field("branch_id", Kind.NAME, false, true),
            new Field("environment", Kind.NAME, false, true),
            new Field("include_conversation_id", Kind.FLAG, false, true),
            new Field(VARIABLES, Kind.OBJECT, false, true),
            new Field("sample_rate", Kind.RATE, false, false)), // the metadata tells
            (publicUrl, token) -> Map.of(SIGNED_URL, clientUrl(publicUrl, token)));
    /** Of a public agent; the others are for who signs. */
    private static final Set<String> PUBLIC_DETAILS = Set.of(AGENT_ID, "branch_id", "environment");

    private final String base;
    private final AllowedHosts hosts;

    public ElevenLabs(Upstream upstream) {
        super(NAME, DOOR, FORM);
        base = base(upstream.url());
        hosts = new AllowedHosts(upstream);
    }

    /** What ElevenLabs answers to who asks for a signed URL; {@code conversationId} may be null. */
    public record Signed(URI url, String conversationId) {
        @Override
        public String toString() {
            return "Signed";
        }
    }

    /** Where a client goes with a token of ours. */
    public static String clientUrl(URI publicUrl, String token) {
        return Form.webSocket(publicUrl) + DOOR_PATH + "?" + TOKEN + "=" + token;
    }

    /** The request for a signed URL; {@code query} as a client of ElevenLabs writes it, without '?'. */
    public URI signAt(String query) {
        return URI.create(base + SIGN_PATH + "?" + query);
    }

    public static HttpHeaders authorized(String key) {
        return new DefaultHttpHeaders().set(KEY_HEADER, key);
    }

    /** Reads ElevenLabs' answer; throws {@code upstream_protocol_error} or {@code upstream_host_refused}. */
    public Signed signed(String body) {
        RestAnswer answer = RestAnswer.of(body);
        return new Signed(hosts.check(answer.text(SIGNED_URL)), answer.textOrNull("conversation_id"));
    }

    @Override
    public Approach approach(Caller caller) {
        if (caller.details().containsKey(SIGNED_URL)) {
            return endpoint(hosts.check(caller.details().get(SIGNED_URL)), caller);
        }
        if (caller.secret() == null) {
            return endpoint(URI.create(base + CONVERSATION_PATH + "?" + query(caller, PUBLIC_DETAILS)), caller);
        }
        URI sign = signAt(query(caller, caller.details().keySet()));
        return new Errand(HttpMethod.GET, sign, authorized(caller.secret()), null,
                body -> endpoint(signed(body).url(), caller));
    }

    @Override
    public Dialogue dialogue(Caller caller) {
        String variables = caller.details().get(VARIABLES);
        return new ElevenLabsDialogue(variables == null ? null : new DynamicVariables(variables));
    }

    private static String query(Caller caller, Set<String> names) {
        QueryStringEncoder query = new QueryStringEncoder("");
        caller.details().forEach((name, value) -> {
            if (names.contains(name) && !name.equals(VARIABLES)) {
                query.addParam(name, value);
            }
        });
        return query.toString().substring(1); // '?'
    }

    /** Passes on what the client's SDK says of itself in the query, but nothing that the URL says already. */
    private static Endpoint endpoint(URI uri, Caller caller) {
        Set<String> said = new HashSet<>(new QueryStringDecoder(uri).parameters().keySet());
        said.add(TOKEN);
        String further = caller.queryWithout(said);
        String joint = further.isEmpty() ? "" : uri.getRawQuery() == null ? "?" : "&";
        HttpHeaders headers = caller.headers();
        if (DOOR.echo(caller.handshake()) != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, DOOR.protocol());
        }
        return new Endpoint(URI.create(uri + joint + further), headers);
    }
}
