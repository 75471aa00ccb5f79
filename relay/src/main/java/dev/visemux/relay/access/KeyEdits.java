// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Edits of the text of a tenants file where a key stands, so that everything else in it, comments above all, stays as it is.
 * Pure functions; who calls reads the new text back before it trusts it.
 */
final class KeyEdits {
    /** Where a key's mapping stands, {@code end} exclusive, and the value of its {@code expires}; {@code expiresAt} -1: none. */
    private record Place(int start, int end, int expiresAt, int expiresEnd) {}

    private KeyEdits() {}

    /** With a further key of this tenant, who is added at the end where missing. */
    static String add(String text, String tenant, String key) throws IOException {
        try (JsonParser yaml = tenants(text)) {
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = yaml.currentName().equals(tenant);
                if (yaml.nextToken() == JsonToken.START_OBJECT && found) {
                    return addToTenant(text, yaml, key);
                }
                yaml.skipChildren();
            }
        }
        return text + (text.endsWith("\n") || text.isEmpty() ? "" : "\n") + tenant + ":\n  keys:\n    - " + key + "\n";
    }

    private static String addToTenant(String text, JsonParser yaml, String key) throws IOException {
        int tenantAt = start(text, yaml);
        return seekKeys(yaml) ? insertFirst(text, start(text, yaml), '[', key, "- " + key)
                : insertFirst(text, tenantAt, '{', "keys: [" + key + "]", "keys: [" + key + "]");
    }

    /** Without the key of this hash. */
    static String remove(String text, String sha256) throws IOException {
        List<Place> siblings = siblings(text, sha256);
        Place key = find(text, siblings, sha256);
        int dash = text.substring(0, key.start).stripTrailing().length() - 1;
        if (text.charAt(dash) != '-') {
            return removeFromFlow(text, key);
        }
        if (siblings.size() == 1) { // something must stand there, for the next key to find its place
            return text.substring(0, dash) + " ".repeat(key.start - dash) + "[]" + text.substring(key.end);
        }
        int lineEnd = text.indexOf('\n', key.end);
        return text.substring(0, text.lastIndexOf('\n', dash) + 1) + (lineEnd < 0 ? "" : text.substring(lineEnd + 1));
    }

    private static String removeFromFlow(String text, Place key) {
        String before = text.substring(0, key.start);
        String after = text.substring(key.end);
        if (after.stripLeading().startsWith(",")) {
            return before + after.stripLeading().substring(1).stripLeading();
        }
        String stripped = before.stripTrailing();
        return stripped.endsWith(",") ? stripped.substring(0, stripped.length() - 1) + after : before + after;
    }

    /** With {@code expires} set in the key of this hash. */
    static String expire(String text, String sha256, String expires) throws IOException {
        Place key = find(text, siblings(text, sha256), sha256);
        return key.expiresAt >= 0 ? text.substring(0, key.expiresAt) + expires + text.substring(key.expiresEnd)
                : insertFirst(text, key.start, '{', "expires: " + expires, "expires: " + expires);
    }

    /** The keys of the tenant who has this one. */
    private static List<Place> siblings(String text, String sha256) throws IOException {
        try (JsonParser yaml = tenants(text)) {
            while (yaml.nextToken() == JsonToken.FIELD_NAME) {
                if (yaml.nextToken() == JsonToken.START_OBJECT) {
                    List<Place> keys = seekKeys(yaml) ? places(text, yaml) : List.of();
                    if (keys.stream().anyMatch(key -> text.substring(key.start, key.end).contains(sha256))) {
                        return keys;
                    }
                    skipRest(yaml);
                }
            }
        }
        throw new IOException("the key stands in a form that cannot be edited; edit the tenants file by hand");
    }

    private static Place find(String text, List<Place> keys, String sha256) {
        return keys.stream().filter(key -> text.substring(key.start, key.end).contains(sha256)).findFirst().orElseThrow();
    }

    private static List<Place> places(String text, JsonParser yaml) throws IOException {
        List<Place> places = new ArrayList<>();
        while (yaml.nextToken() == JsonToken.START_OBJECT) {
            places.add(place(text, yaml));
        }
        return places;
    }

    /** A flow mapping ends with its brace; a block mapping with its last value, for its own end is where the next token is. */
    private static Place place(String text, JsonParser yaml) throws IOException {
        int start = start(text, yaml);
        int end = start;
        int expiresAt = -1;
        int expiresEnd = -1;
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            boolean expires = yaml.currentName().equals("expires");
            yaml.nextToken();
            end = at(text, yaml.currentLocation());
            expiresAt = expires ? start(text, yaml) : expiresAt;
            expiresEnd = expires ? end : expiresEnd;
        }
        return new Place(start, text.charAt(start) == '{' ? at(text, yaml.currentLocation()) : end, expiresAt, expiresEnd);
    }

    /** In front of the first item: after the bracket in flow style, else on a line of its own with the same indent. */
    private static String insertFirst(String text, int at, char bracket, String flow, String block) {
        if (text.charAt(at) == bracket) {
            boolean empty = "]}".indexOf(text.substring(at + 1).stripLeading().charAt(0)) >= 0;
            return text.substring(0, at + 1) + flow + (empty ? "" : ", ") + text.substring(at + 1);
        }
        int column = at - (text.lastIndexOf('\n', at) + 1);
        return text.substring(0, at) + block + "\n" + " ".repeat(column) + text.substring(at);
    }

    /** In front of the first tenant's name. */
    private static JsonParser tenants(String text) throws IOException {
        JsonParser yaml = new YAMLFactory().createParser(text);
        yaml.nextToken();
        return yaml;
    }

    /** At the start of the keys of the tenant who was begun; false at the tenant's end. */
    private static boolean seekKeys(JsonParser yaml) throws IOException {
        while (yaml.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = yaml.currentName().equals("keys");
            if (yaml.nextToken() == JsonToken.START_ARRAY && found) {
                return true;
            }
            yaml.skipChildren();
        }
        return false;
    }

    /** From behind a tenant's keys to the tenant's end. */
    private static void skipRest(JsonParser yaml) throws IOException {
        while (yaml.currentToken() != JsonToken.END_OBJECT && yaml.nextToken() == JsonToken.FIELD_NAME) {
            yaml.nextToken();
            yaml.skipChildren();
        }
    }

    private static int start(String text, JsonParser yaml) {
        return at(text, yaml.currentTokenLocation());
    }

    /** YAML's reader counts code points. */
    private static int at(String text, JsonLocation location) {
        return text.offsetByCodePoints(0, (int) location.getCharOffset());
    }
}
