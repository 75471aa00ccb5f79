// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static dev.visemux.relay.ops.Metrics.Counter.UNDECORATED_HOLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.visemux.dsp.engine.DspCounters.Counter;
import dev.visemux.dsp.viseme.ModelManifest;
import dev.visemux.dsp.viseme.VisemeModel;
import dev.visemux.dsp.viseme.VisemeModels;
import dev.visemux.relay.RelayServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The only worker stands still or dies: audio goes on for all whom it served, and visemes come back without anybody's help. */
class WorkerFaultTest {
    private static final Map<String, String> SETTINGS = Map.of("session.hold", "20ms", "dsp.stall", "1s", "dsp.workers", "1");

    private final CountDownLatch awake = new CountDownLatch(1);
    /** Befalls the next call of a network, once. */
    private final AtomicReference<Runnable> fate = new AtomicReference<>();
    private Rig rig;
    private WireClient victim;
    private FakeSession victimsVendor;
    private WireClient bystander;
    private FakeSession bystandersVendor;

    /** One that names shapes until its fate comes. */
    private record Mortal(VisemeModel network, AtomicReference<Runnable> fate) implements VisemeModel {
        @Override
        public ModelManifest manifest() {
            return network.manifest();
        }

        @Override
        public void infer(FloatBuffer rows, int batch, int hops, FloatBuffer scores) {
            Runnable now = fate.getAndSet(null);
            if (now != null) {
                now.run();
            }
            network.infer(rows, batch, hops, scores);
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @BeforeEach
    void speak() throws Exception {
        VisemeModels models = VisemeModels.of(Map.of("default", () -> new Mortal(OneShapeModel.make(new AtomicLong()), fate)));
        rig = Rig.start(SharedRig.options(), SETTINGS, config -> RelayServer.start(config, models));
        victim = rig.connect();
        victimsVendor = rig.session();
        bystander = rig.connect();
        bystandersVendor = rig.session();
        Await.until("both are analysed", () -> isAnalysed(victimHears()) && isAnalysed(bystanderHears()));
    }

    @AfterEach
    void stop() {
        awake.countDown();
        victim.close();
        bystander.close();
        rig.close();
    }

    @Test
    void shouldReplaceAWorkerThatStandsStill() throws Exception {
        fate.set(this::standStill);
        assertThat(isAnalysed(victimHears())).isFalse();
        CompletableFuture<HttpResponse<String>> recording = sendRecording();
        for (int i = 0; i < 20; i++) {
            assertThat(isAnalysed(bystanderHears())).isFalse();
        }
        assertThat(rig.relay().metrics().value(UNDECORATED_HOLD)).isGreaterThanOrEqualTo(21);

        visemesReturn();
        assertThat(recording.get(10, TimeUnit.SECONDS).body()).contains("event: error");
        awake.countDown(); // the old worker wakes up, and finds that nobody waits for it
        for (int i = 0; i < 20; i++) {
            victimHears();
            bystanderHears();
        }
        assertThat(rig.relay().engine().counters().value(Counter.FAULTS)).as("what it had in hand is nobody's").isZero();
    }

    @Test
    void shouldReplaceAWorkerThatDies() throws Exception {
        fate.set(() -> Thread.currentThread().interrupt());
        victimHears();
        Await.until("the worker is dead: nobody is analysed", () -> !isAnalysed(bystanderHears()));
        visemesReturn();
    }

    private void visemesReturn() throws Exception {
        Await.until("a worker takes its place", () -> rig.relay().engine().counters().value(Counter.RESTARTS) > 0);
        Await.until("the victim has visemes again", () -> isAnalysed(victimHears()));
        Await.until("the bystander has visemes again", () -> isAnalysed(bystanderHears()));
    }

    private List<Delivery> victimHears() throws Exception {
        return hears(victimsVendor, victim);
    }

    private List<Delivery> bystanderHears() throws Exception {
        return hears(bystandersVendor, bystander);
    }

    /** One more message of 100 ms, once it is there: unchanged, and the next one after what was there. */
    private static List<Delivery> hears(FakeSession vendor, WireClient client) throws Exception {
        int before = client.messages().size();
        vendor.tell(Turn.delta(new byte[4_800]));
        client.messages().await(before, _ -> true);
        List<Delivery> all = Delivery.pair(vendor.said().entries(), client.messages().entries());
        assertThat(all.subList(before, all.size())).hasSize(1).allMatch(Delivery::identical);
        return all.subList(before, all.size());
    }

    private static boolean isAnalysed(List<Delivery> heard) {
        return heard.getLast().injected() != null;
    }

    private CompletableFuture<HttpResponse<String>> sendRecording() {
        HttpRequest request = HttpRequest.newBuilder(rig.relay().publicUrl().resolve("/v1/visemes"))
                .header("Authorization", "Bearer " + rig.tenant().tenantKey()).header("Content-Type", "audio/l16;rate=16000")
                .POST(BodyPublishers.ofByteArray(new byte[64_000])).build();
        return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    }

    /** As native code does that waits for something: no interrupt ends it. */
    private void standStill() {
        boolean woken = false;
        while (!woken) {
            try {
                awake.await();
                woken = true;
            } catch (InterruptedException e) {
                // not by that
            }
        }
    }
}
