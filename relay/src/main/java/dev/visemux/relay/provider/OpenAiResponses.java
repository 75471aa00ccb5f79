// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import dev.visemux.dsp.signal.PcmFormat;

/**
 * The last few responses of one session, by the hash of their id. Older ones are forgotten: then they are neither
 * active nor interrupted. One thread; nothing is allocated after construction.
 */
final class OpenAiResponses {
    private static final int KEPT = 16;

    /** One response; a slot is reused. */
    static final class Response {
        private long id;
        private long lastItem;
        private boolean active;
        private boolean interrupted;
        private PcmFormat format;

        PcmFormat format() {
            return format;
        }

        void format(PcmFormat format) {
            this.format = format;
        }

        boolean interrupted() {
            return interrupted;
        }

        void item(long item) {
            lastItem = item;
        }

        void done() {
            active = false;
        }

        /** Returns 1 where it was not interrupted before. */
        int interrupt() {
            int first = interrupted ? 0 : 1;
            interrupted = true;
            return first;
        }
    }

    private final Response[] kept = new Response[KEPT];
    private int next;

    OpenAiResponses() {
        for (int i = 0; i < KEPT; i++) {
            kept[i] = new Response();
        }
    }

    /** The response of this id, begun with {@code format} where it is new. */
    Response of(long id, PcmFormat format) {
        for (Response response : kept) {
            if (response.id == id) {
                return response;
            }
        }
        return begin(id, format);
    }

    /** Interrupts a response that is known; returns how many were not interrupted before. */
    int interrupt(long id) {
        for (Response response : kept) {
            if (response.id == id) {
                return response.interrupt();
            }
        }
        return 0;
    }

    /** Interrupts every response that is still being made. */
    int interruptActive() {
        int count = 0;
        for (Response response : kept) {
            count += response.active ? response.interrupt() : 0;
        }
        return count;
    }

    /** Interrupts the response that spoke last in this item. */
    int interruptItem(long item) {
        for (Response response : kept) {
            if (response.id != 0 && response.lastItem == item) {
                return response.interrupt();
            }
        }
        return 0;
    }

    private Response begin(long id, PcmFormat format) {
        Response response = kept[next];
        next = (next + 1) % KEPT;
        response.id = id;
        response.lastItem = 0;
        response.active = true;
        response.interrupted = false;
        response.format = format;
        return response;
    }
}
