// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

/** How a message looks that holds nothing but visemes, where they travel apart from the audio. */
public enum VisemeMessage {
    TEXT("{\"type\":\"visemux.visemes\",", false),
    /** As a vendor's whose messages name no type and come in binary frames. */
    BINARY("{", true);

    private final String opening;
    private final boolean binary;

    VisemeMessage(String opening, boolean binary) {
        this.opening = opening;
        this.binary = binary;
    }

    /** What stands before the field. */
    public String opening() {
        return opening;
    }

    public boolean binary() {
        return binary;
    }
}
