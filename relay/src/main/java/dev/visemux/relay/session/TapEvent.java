// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.StageEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** The audio of a scanned message goes into a ring, where it has some; size: bytes of the message. */
@Name("dev.visemux.Tap")
@Label("Stage 6: tap")
@Description("The audio of a scanned message goes into a ring, where it has some; size: bytes of the message.")
final class TapEvent extends StageEvent {}
