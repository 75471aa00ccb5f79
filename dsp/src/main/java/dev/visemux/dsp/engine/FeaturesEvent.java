// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A worker takes records of audio from its lanes and makes rows of them; size: records. */
@Name("dev.visemux.Features")
@Label("Stage 7: features")
@Description("A worker takes records of audio from its lanes and makes rows of them; size: records.")
final class FeaturesEvent extends StageEvent {}
