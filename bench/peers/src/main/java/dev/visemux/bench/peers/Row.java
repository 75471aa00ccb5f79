// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

/**
 * One line of the table.
 *
 * @param key       of its benchmark, where it has one
 * @param nanos     for a message of 100 ms; not a number where it could not be measured
 * @param bytes     allocated for it; not a number where nobody knows
 * @param agreement with ours, or why it was not measured
 */
record Row(String key, String stage, String input, String way, double nanos, double bytes, String agreement) {
    boolean isOurs() {
        return way.equals(Way.OURS);
    }

    boolean isBeside(Row other) {
        return stage.equals(other.stage) && input.equals(other.input);
    }
}
