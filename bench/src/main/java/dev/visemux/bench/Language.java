// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the built-in agent speaks. */
public enum Language {
    en, id, both;

    /** The relay's model for it. */
    String visemeModel() {
        return this == id ? "indonesian" : "default";
    }

    /** The sentences in the jar; of both languages in turn. */
    public List<Speech> speeches() throws IOException {
        return switch (this) {
            case en -> Speech.listed("transcripts.tsv");
            case id -> Speech.listed("transcripts.id.tsv");
            case both -> inTurn(en.speeches(), id.speeches());
        };
    }

    private static List<Speech> inTurn(List<Speech> first, List<Speech> second) {
        List<Speech> all = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            all.add(first.get(i));
            all.add(second.get(i % second.size()));
        }
        return all;
    }
}
