// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import java.io.IOException;
import java.util.List;

/** A vendor's protocol without the socket: one for each connection, on its event loop. */
public interface FakeVendor {
    /** The client is connected. */
    void open() throws IOException;

    /** The client's message, whichever opcode it came with. */
    void hear(String message) throws IOException;

    /**
     * The user barges in.
     *
     * @param unsaid what this vendor was about to say, the first of it due at 0
     * @return what it says instead, as the lines that were on their way already
     */
    List<Line> interrupted(List<Line> unsaid) throws IOException;

    /** What was still to be said on this stage is not; nothing happens where nothing was. */
    default void bargeIn(Stage stage) throws IOException {
        List<Line> unsaid = stage.hush();
        if (!unsaid.isEmpty()) {
            stage.perform(interrupted(unsaid));
        }
    }

    /** What it says before it hangs up of its own accord. */
    default List<Line> farewell() {
        return List.of();
    }

    /** A session that has lasted too long: what this vendor says, and how it closes. */
    Close expired();

    /** The connection is no more. */
    default void gone() {}

    /** Where the lines are spoken. */
    interface Stage {
        /** At once. */
        void say(Line line);

        /** Each line when it is due, among whatever is still to be said. */
        void perform(List<Line> lines) throws IOException;

        /** Forgets what was not said yet, and tells it; the first of it is due at 0. */
        List<Line> hush();

        void close(Close close);

        /** What this client does that no client of this vendor may do. */
        void object(String complaint);
    }
}
