// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

/**
 * What one message of the client's does to a session: filled by {@link Dialogue#scanOfClient}, reused from message to
 * message. One thread.
 */
public final class ClientFrame {
    private int interrupted;
    private byte[] instead;

    /** How many responses it cuts short. */
    public int interrupted() {
        return interrupted;
    }

    /** What goes to the vendor in its place; null: it goes as it came. */
    public byte[] instead() {
        return instead;
    }

    public void clear() {
        interrupted = 0;
        instead = null;
    }

    void interrupted(int responses) {
        interrupted = responses;
    }

    void instead(byte[] message) {
        instead = message;
    }
}
