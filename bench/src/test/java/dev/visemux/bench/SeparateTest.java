// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code viseme_delivery: separate}, from the request to the client. */
@ExtendWith(SharedRig.class)
class SeparateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Rig rig;

    SeparateTest(Rig rig) {
        this.rig = rig;
    }

    @ParameterizedTest
    @EnumSource(names = {"openai", "gemini", "elevenlabs"})
    void shouldPutVisemesBeforeAudioThatStaysAsItIs(Vendor vendor) throws Exception {
        try (WireClient client = rig.connect(vendor, Map.of("viseme_delivery", "separate"))) {
            FakeSession session = rig.session();
            ClientTalk.ask(vendor).forEach(client::send);
            int messages = session.performances().await(0, _ -> true);
            List<FakeSession.Said> said = session.said().entries().subList(0, messages);
            client.messages().await(got -> Arrays.equals(got.payload(), said.getLast().payload()));
            boolean announced = false;
            int passed = 0;
            long millis = 0;
            for (WireClient.Message got : client.messages().entries()) {
                if (isOurs(vendor, got)) {
                    assertThat(announced).as("one for each").isFalse();
                    assertThat(passed).as("never the first").isPositive();
                    announced = true;
                    millis += JSON.readTree(got.payload()).path("mascotVisemes").path("audio_duration").longValue();
                } else if (passed < messages) {
                    assertThat(got.payload()).isEqualTo(said.get(passed).payload());
                    assertThat(got.text()).isNotEqualTo(said.get(passed).binary());
                    assertThat(announced || !said.get(passed).audio()).as("announced: %s", got).isTrue();
                    announced = false;
                    passed++;
                }
            }
            assertThat(passed).isEqualTo(messages);
            assertThat(millis).isEqualTo(6645); // of greeting.wav
        }
    }

    private static boolean isOurs(Vendor vendor, WireClient.Message message) {
        return vendor == Vendor.gemini ? !message.text() && message.string().startsWith("{\"mascotVisemes\":{")
                : message.text() && message.string().startsWith("{\"type\":\"visemux.visemes\",\"mascotVisemes\":{");
    }
}
