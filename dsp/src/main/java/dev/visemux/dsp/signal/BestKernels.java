// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import org.slf4j.LoggerFactory;

/** Holds the choice of {@link Kernels#best()}, made when somebody first asks. */
final class BestKernels {
    static final Kernels CHOSEN = choose();

    private BestKernels() {}

    private static Kernels choose() {
        try {
            return new VectorKernels();
        } catch (LinkageError e) {
            LoggerFactory.getLogger(Kernels.class).warn("No vectors in this JVM, so the signal path runs ten times "
                    + "slower: start java with --add-modules=jdk.incubator.vector, as config/jvm.options does ({})",
                    e.toString());
            return Kernels.scalar();
        }
    }
}
