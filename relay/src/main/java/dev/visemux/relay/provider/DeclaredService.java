// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.ops.Declared;
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
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service that an operator has told in the settings: its protocol is data, not code. */
final class DeclaredService implements Provider {
    private static final Pattern BLANK = Pattern.compile("\\{(\\w+)}");
    private static final String SECRET = "secret";

    private final String name;
    private final Declared service;
    private final DeclaredMarks marks;
    private final Door door;
    private final Form form;

    DeclaredService(String name, Declared service) {
        this.name = name;
        this.service = service;
        marks = new DeclaredMarks(service);
        String path = "/v1/providers/" + name + "/ws";
        door = new Door(Pattern.compile(Pattern.quote(path)), service.protocol(), List.of("token"), true, false);
        form = new Form(List.of("api_key", "ephemeral_token"), blanks().contains(SECRET), fields(), deliveries(),
                (publicUrl, token) -> answer(Form.webSocket(publicUrl) + path, token));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Door door() {
        return door;
    }

    @Override
    public Form form() {
        return form;
    }

    @Override
    public Endpoint approach(Caller caller) {
        HttpHeaders headers = caller.headers();
        if (service.auth() != null) {
            String[] header = service.auth().split(": ?", 2);
            headers.set(header[0], filled(header[1], caller, false));
        }
        if (service.protocol() != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, service.protocol());
        }
        String query = service.query() == null ? "" : "?" + filled(service.query(), caller, true);
        return new Endpoint(URI.create(service.url() + query), headers);
    }

    @Override
    public Dialogue dialogue(Caller caller) {
        return new DeclaredDialogue(marks);
    }

    /** A frame of samples has no room for a field. */
    private List<String> deliveries() {
        return service.isBinary() ? List.of(Form.SEPARATE) : List.of(Form.INLINE, Form.SEPARATE);
    }

    /** What is to be filled in is what is asked for. */
    private List<Field> fields() {
        return blanks().stream().filter(blank -> !blank.equals(SECRET))
                .map(blank -> new Field(blank, Kind.NAME, true, true)).toList();
    }

    private List<String> blanks() {
        return BLANK.matcher(service.query() + " " + service.auth()).results()
                .map(blank -> blank.group(1)).distinct().toList();
    }

    private static String filled(String text, Caller caller, boolean inUrl) {
        return BLANK.matcher(text).replaceAll(blank -> {
            String value = value(blank, caller);
            return Matcher.quoteReplacement(inUrl ? URLEncoder.encode(value, StandardCharsets.UTF_8) : value);
        });
    }

    private static String value(MatchResult blank, Caller caller) {
        String name = blank.group(1);
        return name.equals(SECRET) ? caller.secret() : caller.details().get(name);
    }

    /** As OpenAI's, so that its SDKs fit a service that speaks as it does. */
    private static Map<String, String> answer(String url, String token) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("signed_url", url + "?token=" + token);
        answer.put("url", url);
        answer.put("api_key", "ek_" + token);
        return answer;
    }
}
