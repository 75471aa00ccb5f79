// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import dev.visemux.relay.ops.ConfigSource.Given;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** From a setting's text to its value and back; what does not fit is refused with a sentence that ends in a remedy. */
final class SettingValue {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    private SettingValue() {}

    static Object parse(SettingKey key, Given given) {
        if (given.isList() != key.isList()) {
            throw new IllegalArgumentException(key.isList() ? "is not a list; write [a, b]" : "is a list; write one value");
        }
        if (key.isList()) {
            return given.items().stream().map(item -> item(key, item)).toList();
        }
        return given.items().isEmpty() ? null : within(key, given.items().getFirst(), given.base());
    }

    /** The text of a token key must not be repeated. */
    private static Object item(SettingKey key, String text) {
        Type of = ((ParameterizedType) key.component().getGenericType()).getActualTypeArguments()[0];
        if (of == Declared.Mark.class) {
            return Declared.Mark.parse(text);
        }
        return of == String.class ? text : RelayConfig.Tokens.Key.parse(text);
    }

    private static Object within(SettingKey key, String text, Path base) {
        try {
            Object value = scalar(key, text, base);
            refuseBeyond(key, value);
            return key.component().getType() == int.class ? (Object) Math.toIntExact((long) value) : value;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' " + e.getMessage(), e);
        }
    }

    private static Object scalar(SettingKey key, String text, Path base) {
        Class<?> type = key.component().getType();
        if (type == int.class || type == long.class) {
            return number(key, text);
        } else if (type == Duration.class) {
            return Units.duration(text);
        } else if (type == Path.class) {
            return base.resolve(text).normalize();
        } else if (type == URI.class) {
            return url(text);
        } else if (type == boolean.class) {
            return flag(text);
        } else if (type == Secret.class) {
            return new Secret(text);
        }
        return text;
    }

    private static long number(SettingKey key, String text) {
        if (key.isSize()) {
            return Units.size(text);
        }
        if (!text.matches("\\d{1,15}")) {
            throw new IllegalArgumentException("is not a whole number");
        }
        return Long.parseLong(text);
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("is neither true nor false");
        }
        return Boolean.parseBoolean(text);
    }

    private static URI url(String text) {
        URI url = URI.create(text);
        if (url.getScheme() == null || !SCHEMES.contains(url.getScheme()) || url.getHost() == null
                || url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "is not an http, https, ws or wss URL with a host and without user, query or fragment");
        }
        return url;
    }

    private static void refuseBeyond(SettingKey key, Object value) {
        Setting limits = key.limits();
        if (limits.oneOf().length > 0 && !List.of(limits.oneOf()).contains(value)) {
            throw new IllegalArgumentException("is none of " + String.join(", ", limits.oneOf()));
        }
        boolean below = !limits.min().isEmpty() && order(value) < order(scalar(key, limits.min(), null));
        boolean above = !limits.max().isEmpty() && order(value) > order(scalar(key, limits.max(), null));
        if (below || above) {
            throw new IllegalArgumentException("is " + (below ? "below" : "above") + " the limit; set a value from "
                    + limits.min() + " to " + limits.max());
        }
    }

    private static long order(Object value) {
        return value instanceof Duration duration ? duration.toMillis() : (long) value;
    }

    static String print(SettingKey key, Object value) {
        return switch (value) {
            case null -> "";
            case Duration duration -> Units.duration(duration);
            case Number number when key.isSize() -> Units.size(number.longValue());
            case List<?> list -> list.stream().map(item -> '"' + item.toString() + '"')
                    .collect(Collectors.joining(", ", "[", "]"));
            case Secret stars -> '"' + stars.toString() + '"';
            case String text when !text.matches("[\\w./-]*") -> '"' + text + '"';
            default -> value.toString();
        };
    }
}
