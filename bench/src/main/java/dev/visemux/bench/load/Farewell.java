// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reason of a close frame, which proxies pass on: without it nobody would miss the last messages of a session.
 *
 * @param said  messages that the closing side has sent
 * @param heard that have reached it, with those known to be missing
 */
record Farewell(int said, int heard) {
    private static final Pattern FORM = Pattern.compile("said (\\d{1,9}) heard (\\d{1,9})");

    static Optional<Farewell> of(String reason) {
        Matcher match = FORM.matcher(reason);
        return match.matches() ? Optional.of(new Farewell(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "said " + said + " heard " + heard;
    }
}
