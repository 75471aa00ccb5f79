// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A worker scores and decodes a batch; size: streams. */
@Name("dev.visemux.Infer")
@Label("Stage 8: inference")
@Description("A worker scores and decodes a batch; size: streams.")
final class InferEvent extends StageEvent {}
