// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.IOException;
import java.util.List;

/** What one session's agent says, turn after turn. */
public final class Voice {
    private final FakeOptions options;
    private final List<Speech> speeches;
    private int turns;
    private boolean failed;

    Voice(FakeOptions options, List<Speech> speeches) {
        this(options, speeches, 0);
    }

    /** @param turns how many answers there were before the first */
    public Voice(FakeOptions options, List<Speech> speeches, int turns) {
        this.options = options;
        this.speeches = speeches;
        this.turns = turns;
    }

    Utterance next(WireFormat format) throws IOException {
        return Utterance.of(speeches.get(turns++ % speeches.size()), format, options);
    }

    /** How many answers there were. */
    int turns() {
        return turns;
    }

    /** Whether this is the one answer that shall be an error. */
    boolean failsNow() {
        boolean now = options.error && !failed;
        failed |= now;
        return now;
    }
}
