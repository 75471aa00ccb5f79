// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.peers;

/** A {@link Stage} that knows what its ways have in common. One thread. */
public interface Comparison {
    String SCALAR = "scalar";

    /** Before all else. */
    void prepare() throws Exception;

    /** Gives back what is not memory. */
    default void close() throws Exception {}

    /** What the stage works on. */
    String input();

    /** Messages of 100 ms of audio that one operation is about. */
    default double messages() {
        return 1;
    }

    /** What is to be said of ours, if anything. */
    default String remark() throws Exception {
        return "";
    }

    /**
     * How far the results of a way are from ours, where both can be compared; empty where not.
     *
     * @param method a benchmark's, or {@link #SCALAR}
     * @throws Disagreement where it does not do the same: then its time says nothing
     */
    default String agreement(String method) throws Exception {
        return "";
    }

    /** A way that does something else. */
    final class Disagreement extends RuntimeException {
        private static final long serialVersionUID = 1;

        Disagreement(String message) {
            super(message);
        }

        public static void unless(boolean holds, String what) {
            if (!holds) {
                throw new Disagreement(what);
            }
        }
    }
}
