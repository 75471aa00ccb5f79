// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static dev.visemux.relay.ops.Metrics.Counter.UNDECORATED_INVALID_AUDIO;
import static dev.visemux.relay.ops.Metrics.Counter.UNPARSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.relay.ops.Metrics.Counter;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void shouldForwardWhatNoVendorMaySend(Vendor vendor) throws Exception {
        Line audio = Turn.audio(vendor, new byte[3]);
        assertForwarded(vendor, with(audio, audio.json().replace("AAAA", "AA*A")), UNDECORATED_INVALID_AUDIO);
        assertForwarded(vendor, with(audio, audio.json().substring(0, audio.json().length() - 1)), UNPARSED);
        assertForwarded(vendor, with(audio, "{\"type\":\"brand.new\",\"brandNew\":[{\"data\":\"AAAA\"}]}"), null);
    }

    private static Line with(Line line, String json) {
        Line other = new Line(json, 0, false);
        return line.binary() ? other.inBinary() : other;
    }

    @Test
    void shouldForwardAudioThatComesBeforeItsFormat() throws Exception {
        URI door = ClientTalk.door(Vendor.elevenlabs, rig.tenant().signed(Vendor.elevenlabs, Map.of()));
        int sessions = rig.upstream().sessions().size();
        try (WireClient client = WireClient.connect(door)) {
            Await.until("the vendor stands", () -> rig.upstream().sessions().size() > sessions);
            Line early = Turn.audio(Vendor.elevenlabs, new byte[3_200]);
            rig.session().tell(early);
            assertThat(client.messages().await(_ -> true).string()).isEqualTo(early.json());

            client.send(ClientTalk.hello(Vendor.elevenlabs));
            client.messages().await(message -> message.string().contains("metadata"));
            assertThat(Turn.audio(rig.ask(Vendor.elevenlabs, client)).getLast().injected()).isNotNull();
        }
    }

    private void assertForwarded(String message, Counter counter) throws Exception {
        assertForwarded(Vendor.openai, new Line(message, 0, false), counter);
    }

    private void assertForwarded(Vendor vendor, Line line, Counter counter) throws Exception {
        long before = counter == null ? 0 : rig.relay().metrics().value(counter);
        try (WireClient client = rig.connect(vendor, Map.of())) {
            rig.session().tell(line);
            client.messages().await(1, message -> message.string().equals(line.json()));
            if (counter != null) {
                assertThat(rig.relay().metrics().value(counter)).isEqualTo(before + 1);
            }
            assertThat(Turn.audio(rig.ask(vendor, client))).allMatch(delivery -> delivery.injected() != null)
                    .allMatch(Delivery::identical);
        }
    }
}
