// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import org.slf4j.LoggerFactory;

/** Holds the choice of {@link Kernels#best()}, made when somebody first asks. */
final class BestKernels {
    static final Kernels CHOSEN = choose();

    private BestKernels() {}

    private static Kernels choose() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            return Vectors.KERNELS;
        }
        LoggerFactory.getLogger(Kernels.class).warn("No Vector API in this JVM: the signal path runs several times "
                + "slower. Start java with --add-modules=jdk.incubator.vector, as config/jvm.options does.");
        return Kernels.scalar();
    }

    /** Loaded only where the module is there, for nobody else could link it. */
    private static final class Vectors {
        static final Kernels KERNELS = new VectorKernels();
    }
}
