// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static dev.visemux.relay.session.Audio.created;
import static dev.visemux.relay.session.Audio.delta;
import static dev.visemux.relay.session.Audio.done;
import static dev.visemux.relay.session.Audio.pcm;
import static dev.visemux.relay.session.Audio.visemes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import dev.visemux.relay.session.Audio.Visemes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stops 5 to 10 with a real engine: what a client gets for a vendor's messages. */
@Timeout(60)
class SplicingTest {
    private final Wire wire = new Wire();
    private int said;

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void shouldInjectExactlyTheDocumentedBytes() {
        String message = delta(pcm(2_400, true));
        wire.vendorSays(message);
        String heard = wire.await(1).getFirst();
        assertThat(heard).isEqualTo(message.substring(0, message.length() - 1)
                + ",\"mascotVisemes\":{\"visemes\":[{\"visemeId\":2,\"offset\":0}],\"audio_event_id\":1,\"subchunk_id\":1,"
                + "\"total_chunks\":1,\"audio_duration\":100,\"start\":0}}");
        assertThat(wire.count(Counter.DECORATED)).isOne();
    }

    @Test
    void shouldSendChangesOnlyAndCloseTheMouthAtTheEnd() {
        assertThat(say(created("r1"))).isEqualTo(created("r1"));
        assertThat(visemes(say(delta(pcm(2_400, false))))).isEqualTo(new Visemes(List.of("0@0"), 1, 100, 0));
        assertThat(visemes(say(delta(pcm(2_400, true)))).visemes()).singleElement().asString().matches("2@(0|10)");
        assertThat(visemes(say(delta(pcm(2_400, true))))).isEqualTo(new Visemes(List.of(), 3, 100, 200));
        assertThat(visemes(say(delta(pcm(4_800, false)))).visemes()).singleElement().asString().matches("0@(0|10)");
        assertThat(visemes(say(done("r1")))).isEqualTo(new Visemes(List.of("0@0"), 5, 0, 500));
        String end = "{\"type\":\"response.done\",\"response\":{\"id\":\"r1\"}}";
        assertThat(say(end)).isEqualTo(end);
    }

    /** One message, and what became of it. */
    private String say(String message) {
        wire.vendorSays(message);
        return wire.await(++said).getLast();
    }
}
