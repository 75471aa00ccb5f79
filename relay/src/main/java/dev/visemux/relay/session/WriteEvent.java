// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.StageEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** What is due is given to a connection's socket; size: bytes. */
@Name("dev.visemux.Write")
@Label("Stage 10: write")
@Description("What is due is given to a connection's socket; size: bytes.")
final class WriteEvent extends StageEvent {}
