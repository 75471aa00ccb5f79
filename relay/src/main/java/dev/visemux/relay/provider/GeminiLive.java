// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.provider.Form.Field;
import dev.visemux.relay.provider.Form.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gemini Live: <https://ai.google.dev/api/live>. The SDK writes one slash too many and, from version to version,
 * another API version; an ephemeral token has a method of its own.
 */
public final class GeminiLive extends KnownProvider {
    private static final String SERVICE = "/ws/google.ai.generativelanguage.%s.GenerativeService.BidiGenerateContent";
    private static final Pattern PATH = Pattern.compile("/+ws/google\\.ai\\.generativelanguage\\."
            + "(v1|v1beta|v1alpha)\\.GenerativeService\\.BidiGenerateContent(Constrained)?");
    private static final String EPHEMERAL = "auth_tokens/";
    /** The only version that knows them. */
    private static final String EPHEMERAL_VERSION = "v1alpha";

    private static final Door DOOR = new Door(PATH, null, List.of("key", "access_token"), false, true);
    private static final Form FORM = new Form(List.of("ephemeral_token", "api_key"), true,
            List.of(new Field("model", Kind.NAME, true, false)), // the client's set-up says it
            GeminiLive::answer);

    private final String base;

    /** {@code url}: to which the service's path is appended. */
    public GeminiLive(URI url) {
        super("gemini", DOOR, FORM);
        base = base(url);
    }

    @Override
    public Endpoint approach(Caller caller) {
        // As the SDK writes it: the slash of an ephemeral token is not encoded.
        String secret = URLEncoder.encode(caller.secret(), StandardCharsets.UTF_8).replace("%2F", "/");
        String service = caller.secret().startsWith(EPHEMERAL)
                ? SERVICE.formatted(EPHEMERAL_VERSION) + "Constrained?access_token="
                : SERVICE.formatted(version(caller)) + "?key=";
        return new Endpoint(URI.create(base + service + secret), caller.headers());
    }

    @Override
    public VisemeMessage visemeMessage() {
        return VisemeMessage.BINARY;
    }

    @Override
    public Dialogue dialogue(Caller caller) {
        return new GeminiDialogue();
    }

    /** The client's own; it is written into its path. */
    private static String version(Caller caller) {
        Matcher path = PATH.matcher(Door.path(caller.handshake()));
        return path.matches() ? path.group(1) : "v1beta";
    }

    /** What the SDK takes as {@code apiKey} and {@code httpOptions.baseUrl}. */
    private static Map<String, String> answer(URI publicUrl, String token) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("api_key", token);
        answer.put("base_url", publicUrl.toString());
        return answer;
    }
}
