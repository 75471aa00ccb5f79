// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.relay.provider.AgentFrame.Coding;
import dev.visemux.relay.provider.DeclaredMarks.Place;
import dev.visemux.relay.provider.DeclaredMarks.Sign;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * One session of a declared service. Where messages name their turn, audio of an interrupted turn is late; where they do
 * not, a turn is what lies between marks. On the session's event loop; an audio message costs no allocation.
 */
final class DeclaredDialogue implements Dialogue {
    private static final int NOWHERE = -1;

    private final DeclaredMarks marks;
    private final JsonCursor cursor = new JsonCursor();
    private final BooleanSupplier counts;
    /** Where the current message's members are. */
    private final int[] positions;
    private long turn;
    private boolean speaking;
    /** A named turn whose audio is late from now on; no hash of a text is 0. */
    private long interrupted = NOWHERE;

    DeclaredDialogue(DeclaredMarks marks) {
        this.marks = marks;
        counts = () -> marks.counts(cursor);
        positions = new int[marks.members.length];
    }

    @Override
    public boolean wants(boolean binary, ByteBuf in, int from, int length) {
        if (binary && marks.binary) {
            return true;
        }
        if (marks.telling == null) {
            return cursor.wrap(in, from, length).enter() || cursor.finished(); // nothing to be seen yet
        }
        return cursor.mayMatter(in, from, length, marks.telling, counts);
    }

    @Override
    public void scan(boolean binary, ByteBuf in, int from, int length, AgentFrame frame) {
        frame.clear();
        if (binary && marks.binary) {
            speak(frame);
            frame.span(0, length, Coding.RAW);
        } else if (walk(in, from, length, frame)) {
            tell(frame);
        } else {
            frame.unparsed(true);
        }
    }

    private boolean walk(ByteBuf in, int from, int length, AgentFrame frame) {
        Arrays.fill(positions, NOWHERE);
        cursor.wrap(in, from, length);
        if (!cursor.enter()) {
            return false;
        }
        while (cursor.next()) {
            for (int i = 0; i < positions.length; i++) {
                if (cursor.named(marks.members[i])) {
                    positions[i] = cursor.position();
                }
            }
            cursor.skip();
        }
        frame.spliceAt(cursor.position() - 1);
        return cursor.finished();
    }

    private void tell(AgentFrame frame) {
        boolean ends = shows(marks.turnEnd);
        if (shows(marks.interruption)) {
            interrupt(frame);
        } else if (marks.audio != null && (marks.audioSigns.length == 0 || shows(marks.audioSigns))
                && find(marks.audio) && cursor.text()) {
            audio(frame, ends);
        } else if (ends) {
            name();
            end(frame);
        } else if (shows(marks.turnStart)) {
            frame.responseEnd(turn, false);
            speaking = false;
        }
    }

    private void audio(AgentFrame frame, boolean ends) {
        Coding coding = cursor.textEscaped() ? Coding.ESCAPED_BASE64 : Coding.BASE64;
        frame.span(cursor.textFrom(), cursor.textLength(), coding);
        name();
        speak(frame);
        frame.ends(ends);
        speaking &= !ends;
    }

    private void speak(AgentFrame frame) {
        turn += marks.turn == null && !speaking ? 1 : 0;
        boolean late = interrupted == turn;
        speaking = !late;
        frame.audio(turn, turn, marks.format, late);
        frame.sole(marks.turnEnd.length == 0);
    }

    private void interrupt(AgentFrame frame) {
        if (!speaking) {
            return;
        }
        frame.interrupted(1);
        if (marks.turn == null) {
            end(frame);
        } else {
            interrupted = turn;
            speaking = false;
            frame.responseEnd(turn, true);
        }
    }

    private void end(AgentFrame frame) {
        frame.turnEnd(turn, turn);
        speaking = false;
    }

    /** The turn that the message names, where messages do. */
    private void name() {
        if (marks.turn != null && find(marks.turn) && cursor.text()) {
            turn = cursor.textHash();
        }
    }

    private boolean shows(Sign[] signs) {
        for (Sign sign : signs) {
            if (find(sign.place()) && (sign.value() == null ? cursor.isSomething() : cursor.reads(sign.value()))) {
                return true;
            }
        }
        return false;
    }

    /** Puts the cursor before the value at this place; false where there is none. */
    private boolean find(Place place) {
        int position = positions[place.member()];
        return position != NOWHERE && cursor.find(position, place.below());
    }
}
