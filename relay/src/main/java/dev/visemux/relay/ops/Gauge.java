// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.ops;

/** Every number that goes up and down, with the sentence that explains it. */
public enum Gauge {
    SESSIONS_OPEN("Sessions that are dialing, open or closing"),
    SESSIONS_MAX("Sessions at most, session.max_open"),
    CONNECTIONS_OPEN("Connections to the public port"),
    HTTP_REQUESTS_OPEN("Requests that were begun and are not answered"),
    MODELS_ABSENT("Viseme models that the relay had to start without"),
    REDIS_UNAVAILABLE("1 while Redis does not answer, else 0; only where redis.url is set"),
    DSP_RING_LIVE_USED_BYTES("Live audio that waits for a worker, in all rings"),
    DSP_RING_LIVE_MAX_BYTES("What all rings of live audio hold"),
    DSP_RING_LIVE_FULLEST_RATIO("Used part of the ring of live audio that is the fullest, 1 where it is full"),
    DSP_RING_RECORDED_USED_BYTES("Recorded audio that waits for a worker, in all rings"),
    DSP_RING_RECORDED_MAX_BYTES("What all rings of recorded audio hold"),
    DIRECT_USED_BYTES("Direct memory in use by what is read and not yet written"),
    DIRECT_RESERVED_BYTES("Direct memory that Netty has, what it keeps for later included"),
    DIRECT_MAX_BYTES("Direct memory at most");

    private final String sentence;

    Gauge(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
