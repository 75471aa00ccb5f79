// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench.load;

/** What a stamped message is, told by one letter of its stamp, so that neither side reads JSON. */
enum Kind {
    /** From the vendor: agent audio, and anything else. */
    AUDIO('a'), OTHER('o'),
    /** The same, and the vendor has said all: it waits to be asked. */
    LAST_AUDIO('A'), LAST_OTHER('O'),
    /** From the client: microphone audio; what it says first; speak, please. */
    MICROPHONE('m'), HELLO('h'), ASK('q'),
    /** From the client, on microphone audio: the user barges in; close; break the connection inside a message. */
    INTERRUPT('i'), CLOSE('c'), BREAK('b');

    private static final Kind[] OF_LETTER = new Kind[128];

    static {
        for (Kind kind : values()) {
            OF_LETTER[kind.letter] = kind;
        }
    }

    final char letter;

    Kind(char letter) {
        this.letter = letter;
    }

    /** Null where there is none. */
    static Kind of(byte letter) {
        return letter < 0 ? null : OF_LETTER[letter];
    }

    static Kind fromVendor(boolean audio, boolean last) {
        return last ? audio ? LAST_AUDIO : LAST_OTHER : audio ? AUDIO : OTHER;
    }

    boolean isAudio() {
        return this == AUDIO || this == LAST_AUDIO;
    }

    boolean isLast() {
        return this == LAST_AUDIO || this == LAST_OTHER;
    }
}
