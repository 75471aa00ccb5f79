// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.StageEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** Visemes are written into a message, or beside it; size: bytes of the message. */
@Name("dev.visemux.Splice")
@Label("Stage 9: splice")
@Description("Visemes are written into a message, or beside it; size: bytes of the message.")
final class SpliceEvent extends StageEvent {}
