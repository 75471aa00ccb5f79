// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static dev.visemux.relay.ops.Metrics.Counter.UNDECORATED_INVALID_AUDIO;
import static dev.visemux.relay.ops.Metrics.Counter.UNPARSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a vendor must not send goes on as it came, is counted, and disturbs nothing after it. */
@ExtendWith(SharedRig.class)
class BadInputTest {
    private static final String DELTA = "{\"type\":\"response.output_audio.delta\",\"event_id\":\"e\","
            + "\"response_id\":\"resp_bad\",\"item_id\":\"i\",\"output_index\":0,\"content_index\":0,\"delta\":";

    private final Rig rig;

    BadInputTest(Rig rig) {
        this.rig = rig;
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "\"AAA*\"}",          // not the alphabet
            "\"AAAAA\"}",         // cut short
            "\"AA==AAAA\"}",      // padding inside
            "\"\\u00e9AAA\"}"})
    void shouldForwardBrokenBase64AndCountIt(String broken) throws Exception {
        assertForwarded(DELTA + broken, UNDECORATED_INVALID_AUDIO);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "",
            "{",
            DELTA + "\"AAAA\"",
            DELTA + "\"AAAA\"}}",
            "{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA"})
    void shouldForwardBrokenJson(String broken) throws Exception {
        assertForwarded(broken, UNPARSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            DELTA + "12}", DELTA + "null}", DELTA + "{\"delta\":\"AAAA\"}}",
            "not JSON", "[1,2,3]", "{\"type\":12}", "{\"delta\":\"AAAA\"}",
            "{\"type\":\"response.output_audio.delta\",\"delta\":\"AAAA\",\"type\":\"other\"}"})
    void shouldForwardWhatIsNoAudioAfterAll(String odd) throws Exception {
        assertForwarded(odd, null);
    }

    @Test
    void shouldTakeAnOddByteIntoTheNextMessage() throws Exception {
        try (WireClient client = rig.connect()) {
            rig.session().tell(Turn.delta(new byte[1]));
            rig.session().tell(Turn.delta(new byte[1]));
            client.messages().await(2, message -> true);

            assertThat(Delivery.pair(rig.session().said().entries(), client.messages().entries()))
                    .allMatch(Delivery::identical);
        }
    }

    private void assertForwarded(String message, Counter counter) throws Exception {
        long before = counter == null ? 0 : rig.relay().metrics().value(counter);
        try (WireClient client = rig.connect()) {
            rig.session().tell(new Line(message, 0, false));
            assertThat(client.messages().await(1, _ -> true).string()).isEqualTo(message);
            if (counter != null) {
                assertThat(rig.relay().metrics().value(counter)).isEqualTo(before + 1);
            }
            assertThat(Turn.audio(Turn.ask(rig, client))).allMatch(delivery -> delivery.injected() != null)
                    .allMatch(Delivery::identical);
        }
    }
}
