// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

/** What one vendor's protocol says: who comes in where, what is asked of a tenant, how it is reached. No sockets. Any thread. */
public interface Provider {
    /** As a grant and the configuration name it. */
    String name();

    /** Where its clients come in. */
    Door door();

    /** What a tenant says to get a signed URL, and what is answered. */
    Form form();

    /** How the vendor is reached for this caller. */
    Approach approach(Caller caller);

    /** What its clients take visemes in, where they get messages of their own. */
    default VisemeMessage visemeMessage() {
        return VisemeMessage.TEXT;
    }

    /** The memory of a new session. */
    Dialogue dialogue(Caller caller);
}
