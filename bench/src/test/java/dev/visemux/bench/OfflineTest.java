// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.LipSyncOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A call and the engine alone say the same, given the same pieces, each answered before the next. */
@ExtendWith(SharedRig.class)
class OfflineTest {
    private static final int PIECE_MILLIS = 200;

    private final Rig rig;

    OfflineTest(Rig rig) {
        this.rig = rig;
    }

    @ParameterizedTest
    @EnumSource(Vendor.class)
    void shouldNameTheVisemesOfTheEngineAlone(Vendor vendor) throws Exception {
        try (Call call = new Call(vendor, Language.en)) {
            while (call.sayNext()) { }

            call.assertAsTheEngineAlone();
        }
    }

    @Test
    void shouldServeTwoModelsAtOnce() throws Exception {
        try (Call english = new Call(Vendor.openai, Language.en);
                Call indonesian = new Call(Vendor.gemini, Language.id)) {
            while (english.sayNext() | indonesian.sayNext()) { }

            english.assertAsTheEngineAlone();
            indonesian.assertAsTheEngineAlone();
        }
    }

    /** One session, in which a vendor says a sentence piece by piece. */
    private final class Call implements AutoCloseable {
        private final Vendor vendor;
        private final String model;
        private final int rateHz;
        private final List<byte[]> pieces = new ArrayList<>();
        private final WireClient client;
        private final FakeSession session;
        private int said;

        Call(Vendor vendor, Language language) throws Exception {
            this.vendor = vendor;
            model = language.visemeModel();
            rateHz = vendor == Vendor.elevenlabs ? 16_000 : 24_000;
            byte[] pcm = language.speeches().getFirst().as(Speech.Encoding.PCM16, rateHz);
            int bytes = 2 * rateHz / 1000 * PIECE_MILLIS;
            for (int at = 0; at < pcm.length; at += bytes) {
                pieces.add(Arrays.copyOfRange(pcm, at, Math.min(pcm.length, at + bytes)));
            }
            client = rig.connect(vendor, Map.of("viseme_model", model));
            session = rig.session();
        }

        /** Whether there was anything left. */
        boolean sayNext() throws Exception {
            if (said == pieces.size()) {
                return false;
            }
            int before = client.messages().size();
            session.tell(Turn.audio(vendor, pieces.get(said++)));
            client.messages().await(before, message -> message.string().contains("mascotVisemes"));
            return true;
        }

        void assertAsTheEngineAlone() throws Exception {
            List<Delivery> audio = Turn.audio(
                    Delivery.pair(session.said().entries(), client.messages().entries()));
            try (EngineAlone alone = new EngineAlone(rig.relay().engine())) {
                assertThat(EngineAlone.hopsOf(audio.stream().map(Delivery::injected).toList())).isEqualTo(
                        alone.hops(model, PcmFormat.pcm16(rateHz), pieces, LipSyncOptions.CONVERSATION));
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
