// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import dev.visemux.dsp.engine.StageEvent;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A vendor's message is scanned; size: its bytes. */
@Name("dev.visemux.Scan")
@Label("Stage 5: scan")
@Description("A vendor's message is scanned; size: its bytes.")
final class ScanEvent extends StageEvent {}
