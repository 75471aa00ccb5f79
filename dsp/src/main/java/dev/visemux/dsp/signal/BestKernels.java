// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

/** Holds the choice of {@link Kernels#best()}, made when somebody first asks. */
final class BestKernels {
    static final Kernels CHOSEN = new ScalarKernels();

    private BestKernels() {}
}
