// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Writes JSON as no sane serializer would: any order, white space and escapes wherever RFC 8259 allows them. */
final class RandomJson {
    private final Random random;

    RandomJson(long seed) {
        random = new Random(seed);
    }

    /** An object with these members among others, as {@code name, value, name, value}; values are JSON. */
    String object(int depth, String... members) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < members.length; i += 2) {
            all.add(member(members[i], members[i + 1]));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            all.add(member("k" + random.nextInt(100), value(depth)));
        }
        Collections.shuffle(all, random);
        return space() + "{" + space() + String.join(",", all) + "}" + space();
    }

    private String member(String name, String value) {
        return space() + quoted(name) + space() + ":" + space() + value + space();
    }

    String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> "null";
            case 3 -> number();
            case 4 -> quoted(text());
            case 5 -> base64(random.nextInt(200));
            case 6 -> array(depth - 1);
            default -> object(depth - 1);
        };
    }

    /** A string of base64 in quotes, some of its characters escaped. */
    String base64(int bytes) {
        byte[] audio = new byte[bytes];
        random.nextBytes(audio);
        return quoted(Base64.getEncoder().encodeToString(audio));
    }

    String quoted(String text) {
        boolean plain = random.nextInt(3) > 0;
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            boolean must = c < ' ' || c == '"' || c == '\\';
            out.append(must || !plain && random.nextInt(20) == 0 ? escaped(c) : String.valueOf(c));
        }
        return out.append('"').toString();
    }

    private String escaped(char c) {
        int named = "\"\\/\b\f\n\r\t".indexOf(c);
        return named >= 0 && random.nextBoolean() ? "\\" + "\"\\/bfnrt".charAt(named)
                : String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c);
    }

    private String array(int depth) {
        StringBuilder out = new StringBuilder("[").append(space());
        for (int i = random.nextInt(4); i > 0; i--) {
            out.append(value(depth)).append(space()).append(i > 1 ? "," : "").append(space());
        }
        return out.append(']').toString();
    }

    private String text() {
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(80); i > 0; i--) {
            out.append((char) random.nextInt(1, random.nextInt(4) == 0 ? 0x3000 : 0x7F));
        }
        return out.toString();
    }

    private String number() {
        String[] shapes = {"0", "-0", "7", "123456", "-12.50", "1e5", "3.25E-7", "-0.0e+1", "99999999999999999999"};
        return shapes[random.nextInt(shapes.length)];
    }

    private String space() {
        return random.nextInt(3) > 0 ? "" : " \t\r\n".substring(random.nextInt(4)).repeat(random.nextInt(3));
    }
}
