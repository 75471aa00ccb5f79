// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.relay.provider.Form;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads what a vendor's {@link Form} asks for; a wrong field is refused by its name. */
final class VendorFields {
    private static final int MAX_NAME_CHARS = 256;
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private VendorFields() {}

    /** The fields that are carried, as text; objects as JSON. */
    static Map<String, String> read(Form form, JsonFields given) {
        Map<String, String> carried = new TreeMap<>();
        for (Form.Field field : form.fields()) {
            if (field.required() || given.has(field.name())) {
                String text = text(field, given);
                if (field.carried()) {
                    carried.put(field.name(), text);
                }
            }
        }
        return carried;
    }

    private static String text(Form.Field field, JsonFields given) {
        String name = field.name();
        return switch (field.kind()) {
            case NAME -> name(given, name);
            case PROSE -> whole(given, name, given.text(name));
            case FLAG -> given.require(name, JsonNode::isBoolean, "true or false").toString();
            case OBJECT -> whole(given, name, given.require(name, JsonNode::isObject, "a JSON object").toString());
            case UUID -> given.require(name, id -> id.isTextual() && UUID.matcher(id.textValue()).matches(),
                    "a UUID").textValue();
            case RATE -> Long.toString(given.whole(name, 0, PcmFormat.MIN_RATE_HZ, PcmFormat.MAX_RATE_HZ));
            case VOICE -> given.require(name, voice -> voice.isTextual() || voice.isObject(), "a string").toString();
        };
    }

    /** JSON can say half of a character; UTF-8 cannot. */
    private static String whole(JsonFields given, String name, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw given.refused(name, "holds half of a surrogate pair");
        }
        return text;
    }

    private static String name(JsonFields given, String name) {
        String text = given.visible(name);
        if (text.length() > MAX_NAME_CHARS) {
            throw given.refused(name, "is longer than " + MAX_NAME_CHARS + " characters");
        }
        return text;
    }
}
