// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.engine;

import dev.visemux.dsp.signal.PcmFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Talks to fresh workers as owners do, until the JIT has compiled the whole way of a sample: vector code runs a hundred
 * times slower before. One thread, the owner of all its streams; leaves nothing behind.
 */
final class WarmUp {
    private static final int ROUNDS = 200;
    private static final int STREAMS = 16;
    private static final int[] FRAME_HOPS = {5, 10, 20, 40, 3};
    private static final long PATIENCE_SECONDS = 60;
    private static final List<PcmFormat> FORMATS = List.of(PcmFormat.pcm16(24_000), PcmFormat.pcm16(16_000),
            PcmFormat.pcm16(48_000), new PcmFormat(PcmFormat.Encoding.MULAW, 8_000));

    private final BlockingQueue<Runnable> wakeUps = new LinkedBlockingQueue<>();
    private final List<DspStream> streams = new ArrayList<>();
    private final List<PcmFormat> formats = new ArrayList<>();
    private final byte[] noise = new byte[DspStream.MAX_RECORD_BYTES];

    private WarmUp() {
        new Random(1).nextBytes(noise);
    }

    /** Returns when every worker was warmed up with every model; throws if one of them cannot do its work. */
    static void run(DspEngine engine, int workers) {
        List<DspLink> links = new ArrayList<>();
        WarmUp owner = new WarmUp();
        for (int i = 0; i < workers; i++) {
            links.add(engine.link(owner.wakeUps::add));
        }
        links.forEach(link -> engine.models().forEach(model -> owner.open(link, model)));
        owner.talk();
        links.forEach(DspLink::close);
    }

    private void open(DspLink link, String model) {
        for (int i = 0; i < STREAMS; i++) {
            DspStream.Mode mode = i % 8 == 7 ? DspStream.Mode.RECORDED : DspStream.Mode.LIVE;
            formats.add(FORMATS.get(i % FORMATS.size()));
            streams.add(link.open(formats.getLast(), model, mode, () -> {}));
        }
    }

    /** Rounds of one, some and all streams, with frames of every length. */
    private void talk() {
        for (int round = 0; round < ROUNDS; round++) {
            int every = 1 << round % 5;
            for (int i = 0; i < streams.size(); i += every) {
                say(i, FRAME_HOPS[round % FRAME_HOPS.length]);
            }
            await(stream -> stream.isRecorded() || stream.track().published() == stream.committedHops());
            streams.forEach(stream -> stream.track().release(stream.track().published()));
        }
        streams.forEach(DspStream::gap);
        streams.forEach(DspStream::finish);
        await(DspStream::ended);
    }

    private void say(int index, int hops) {
        DspStream stream = streams.get(index);
        int bytes = (int) formats.get(index).hopStart(hops) * formats.get(index).bytesPerSample();
        if (stream.admits(bytes)) {
            for (int left = bytes; left > 0; left -= noise.length) {
                int length = Math.min(left, noise.length);
                int at = stream.claim(length);
                stream.buffer().putBytes(at, noise, 0, length);
                stream.commit(at, length, left == length);
            }
        }
    }

    private void await(Predicate<DspStream> condition) {
        while (!streams.stream().allMatch(condition)) {
            try {
                Runnable wakeUp = wakeUps.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (wakeUp == null || streams.stream().anyMatch(DspStream::stale)) {
                    throw new IllegalStateException("a worker failed while it was warmed up; the log says how");
                }
                wakeUp.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while warming up", e);
            }
        }
    }
}
