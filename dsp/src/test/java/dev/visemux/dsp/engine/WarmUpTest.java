// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.visemux.dsp.engine.DspCounters.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final DspOptions OPTIONS = DspOptions.defaults().withWorkers(1);
    private final FakeModel model = new FakeModel("default", 1);

    @Test
    void shouldMeetEveryShapeAndTheWholeWorkerBeforeItStarts() {
        List<FakeModel.Call> shapes = new ArrayList<>();
        for (int hops : new int[] {5, 10, 20, 40}) {
            for (int batch : new int[] {4, 8, 16, 32}) {
                shapes.add(new FakeModel.Call(batch, hops));
            }
        }
        model.listening = true;
        try (DspEngine engine = DspEngine.start(OPTIONS, model.alone())) {
            assertThat(model.calls).containsAll(shapes);
            assertThat(engine.counters().value(Counter.HOPS)).isGreaterThan(1_000);
            assertThat(engine.counters().value(Counter.FAULTS)).isZero();
        }
    }

    @Test
    void shouldRefuseToStartWithANetworkThatFails() {
        model.before = call -> {
            throw new IllegalStateException("planted");
        };
        assertThatThrownBy(() -> DspEngine.start(OPTIONS, model.alone())).hasMessage("planted");
        assertThat(model.closed).isTrue();
    }
}
