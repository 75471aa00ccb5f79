// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.VisemeModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole engine with the real networks, whatever computes them, against what their training computed. */
@ParameterizedClass
@EnumSource(value = VisemeModels.Runtime.class, names = {"VECTOR", "TORCH"})
class GoldenTest {
    private static final PcmFormat FORMAT = PcmFormat.pcm16(16_000);
    private static DspEngine engine;

    @Parameter
    private VisemeModels.Runtime runtime;

    @BeforeParameterizedClassInvocation
    static void start(VisemeModels.Runtime runtime) {
        engine = DspEngine.start(DspOptions.defaults().withWorkers(1).withoutWarmUp(),
                VisemeModels.in(Path.of("../config/models"), runtime));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        engine.close();
    }

    static List<String> models() {
        return Speech.models();
    }

    static Stream<Speech.Pieces> pieces() {
        return models().stream().flatMap(model -> Speech.streamed(model).stream());
    }

    @ParameterizedTest
    @MethodSource("models")
    void shouldNameWhatTrainingNamesInARecording(String model) {
        Owner owner = new Owner();
        Talker talker = new Talker(engine.link(owner), owner, FORMAT, model, DspStream.Mode.RECORDED);
        talker.dictate(Speech.golden(model), 8_000);
        talker.finish();
        assertAlike(talker.visemes(), Speech.visemes(model));
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void shouldNameWhatTrainingNamesInPiecesAnsweredAtOnce(Speech.Pieces pieces) {
        Owner owner = new Owner();
        Talker talker = new Talker(engine.link(owner), owner, FORMAT, pieces.model(), DspStream.Mode.LIVE);
        byte[] pcm = Speech.golden(pieces.model());
        int at = 0;
        for (int piece = 0; at < pcm.length; piece++) {
            int end = Math.min(pcm.length, at + 2 * pieces.samples().get(piece % pieces.samples().size()));
            talker.say(pcm, at, end);
            talker.awaitCommitted();
            at = end;
        }
        talker.finish();
        assertAlike(talker.visemes(), pieces.visemes());
    }

    @Test
    void shouldNameTheSameInARecordingWhateverRunsBeside() {
        Owner owner = new Owner();
        DspLink link = engine.link(owner);
        byte[] pcm = Speech.golden("default");
        Talker alone = new Talker(link, owner, FORMAT, "default", DspStream.Mode.RECORDED);
        alone.dictate(pcm, 8_000);
        alone.finish();
        List<Talker> company = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            DspStream.Mode mode = i % 3 == 0 ? DspStream.Mode.LIVE : DspStream.Mode.RECORDED;
            company.add(new Talker(link, owner, FORMAT, "default", mode));
        }
        for (int at = 0; at < pcm.length; at += 6_400) {
            for (Talker talker : company) {
                talker.put(pcm, at, Math.min(pcm.length, at + 6_400), true);
            }
        }
        company.forEach(Talker::finish);
        assertThat(company).filteredOn(talker -> talker.stream.isRecorded())
                .allSatisfy(talker -> assertThat(talker.visemes()).isEqualTo(alone.visemes()));
    }

    private static void assertAlike(List<Integer> found, List<Integer> golden) {
        assertThat(found).hasSameSizeAs(golden);
        int differences = 0;
        for (int hop = 0; hop < golden.size(); hop++) {
            differences += found.get(hop).equals(golden.get(hop)) ? 0 : 1;
        }
        assertThat(differences).as("hops that differ of %d", golden.size()).isLessThanOrEqualTo(golden.size() / 200);
    }
}
