// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments of config/relay.yaml say. A key's stands beside it and goes on below in the same column, a section's may
 * also stand right above it. An example in the comment above a section is read as if it were no comment.
 */
final class SettingsManual {
    private static final Pattern KEY = Pattern.compile("( *)([a-z_]+):.*?(?: (# .*))?");
    private static final Pattern REMARK = Pattern.compile(" *# ?(.*)");

    private final Map<String, String> remarks = new LinkedHashMap<>();
    private final StringBuilder above = new StringBuilder();
    private String intro = "";
    private String path = "";
    /** Where the remark of the key at {@link #path} begins in its line; -1: it has none. */
    private int column = -1;

    private SettingsManual() {}

    static SettingsManual read(List<String> lines) {
        SettingsManual manual = new SettingsManual();
        lines.forEach(manual::line);
        return manual;
    }

    /** What stands above all keys. */
    String intro() {
        return intro;
    }

    /** By path, in the order of the file; empty where there is none. Of a section with its lines, of a key in one line. */
    Map<String, String> remarks() {
        return remarks;
    }

    private void line(String line) {
        Matcher remark = REMARK.matcher(line);
        Matcher key = KEY.matcher(line);
        if (remark.matches()) {
            remark(line.indexOf('#'), remark.group(1));
        } else if (key.matches()) {
            key(key);
        } else if (line.isBlank()) {
            intro = remarks.isEmpty() && intro.isEmpty() ? above.toString() : intro;
            above.setLength(0);
        }
    }

    private void remark(int at, String text) {
        if (at == column) {
            remarks.merge(path, text, (before, more) -> before + " " + more);
        } else {
            above.append(text).append('\n');
            column = -1;
        }
    }

    private void key(Matcher key) {
        int depth = key.group(1).length() / 2;
        path = parent(depth) + key.group(2);
        column = key.group(3) == null ? -1 : key.start(3);
        remarks.put(path, key.group(3) != null ? key.group(3).substring(2) : depth == 0 ? above.toString() : "");
        above.setLength(0);
    }

    private String parent(int depth) {
        String[] names = path.split("\\.");
        StringBuilder parent = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            parent.append(names[i]).append('.');
        }
        return parent.toString();
    }
}
