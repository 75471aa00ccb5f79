// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.engine.DspStream.Mode;
import dev.visemux.dsp.signal.PcmFormat;
import dev.visemux.dsp.viseme.VisemeModels;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** An engine with one worker and a network whose answers are known, and one owner. */
abstract class WithEngine {
    static final PcmFormat FORMAT = PcmFormat.pcm16(24_000);
    static final int MIB = 1 << 20;
    /** 200 ms. */
    static final int FRAME = 9_600;

    final FakeModel model = new FakeModel("default", 1);
    final DspEngine engine = start(model.alone());
    final Owner owner = new Owner();
    final DspLink link = engine.link(owner);

    @AfterEach
    void close() {
        engine.close();
    }

    List<Integer> recorded(byte[] pcm, int pieceBytes) {
        Talker talker = talker(Mode.RECORDED);
        talker.dictate(pcm, pieceBytes);
        talker.finish();
        return talker.visemes();
    }

    Talker talker(Mode mode) {
        return new Talker(link, owner, FORMAT, "default", mode);
    }

    static DspEngine start(VisemeModels models) {
        return DspEngine.start(DspOptions.defaults().withWorkers(1).withoutWarmUp(), models);
    }
}
