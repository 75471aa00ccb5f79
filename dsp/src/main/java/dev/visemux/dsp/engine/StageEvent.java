// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/**
 * One pass through a stage of a message's way, for the JDK's Flight Recorder. Where nothing records it costs a look at a flag;
 * where something does, it allocates nothing either: an instance belongs to one thread, which uses it again and again.
 */
@Category("Visemux")
@StackTrace(false)
@Threshold("1 ms")
public abstract class StageEvent extends Event {
    @Label("Size")
    protected long size; // a private one would not be recorded

    /** The stage begins. */
    public final void from() {
        if (isEnabled()) {
            begin();
        }
    }

    /** It ends; {@code size} says how much went through it, in the unit of the stage. */
    public final void to(long size) {
        if (isEnabled()) {
            end(); // a second time, too: commit() alone would keep the duration of the first
            if (shouldCommit()) {
                this.size = size;
                commit();
            }
        }
    }
}
