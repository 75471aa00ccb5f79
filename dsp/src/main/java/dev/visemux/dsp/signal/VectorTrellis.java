// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A step of a trellis, a vector of states at a time. */
final class VectorTrellis {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private VectorTrellis() {}

    static void bestWays(float[] scores, int at, int count, float[] ways, int stride, float[] best) {
        for (int state = 0; state < stride; state += LANES) {
            FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int from = 0; from < count; from++) {
                most = FloatVector.fromArray(FLOATS, ways, from * stride + state).add(scores[at + from]).max(most);
            }
            most.intoArray(best, state);
        }
    }
}
