// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The vendors' real SDKs, unmodified, through the relay. Sessions follow each other, and each audio message is answered
 * before the next is said: then what the engine alone names for the same pieces is what must arrive, to the hop.
 */
class SdkTest {
    private static final String FILTER = System.getProperty("visemux.sdk", "");
    private static final int INTERRUPTED_MILLIS = 1_000;
    private static final List<Delivery.Entry> CLOSED = List.of(new Delivery.Entry(0, 0));

    /** ElevenLabs' client listens a moment after it has the metadata: what comes in the same read is lost on it. */
    private static final String UNHEARD = "ping 1 was not answered";

    private static final SdkTable TABLE = new SdkTable();
    private static SdkRig rig;
    private static EngineAlone engine;

    @BeforeAll
    static void start() throws Exception {
        SdkProcess.install();
        rig = SdkRig.start(cases());
        engine = new EngineAlone(rig.engine());
    }

    @AfterAll
    static void stop() throws Exception {
        engine.close();
        rig.close();
        System.out.print(TABLE);
        Files.writeString(SdkProcess.HOME.resolve("bench/target/sdk-test.txt"), TABLE.toString());
    }

    static List<SdkCase> cases() {
        List<SdkCase> cases = SdkCase.all().stream().filter(sdk -> sdk.fits(FILTER)).toList();
        if (cases.isEmpty() && !SdkCase.LIVEKIT.fits(FILTER)) {
            throw new IllegalArgumentException(
                    "no SDK is called '" + FILTER + "'; there are " + SdkCase.all() + " and " + SdkCase.LIVEKIT);
        }
        return cases;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("cases")
    void shouldBeNoneTheWiser(SdkCase sdk) throws Throwable {
        SdkTable.Row row = TABLE.row(sdk, rig.about(sdk));
        row.testing(() -> {
            check(sdk, row, options(sdk));
            FakeOptions interrupting = options(sdk);
            interrupting.interruptAfterMillis = INTERRUPTED_MILLIS;
            interrupting.close = sdk.vendor().farewell().code() + ":" + sdk.vendor().farewell().reason();
            check(sdk, row, interrupting);
        });
    }

    @Test
    void shouldSeatAClientInARoomOfLiveKit() throws Throwable {
        assumeThat(SdkCase.LIVEKIT.fits(FILTER)).isTrue();
        SdkTable.Row row = TABLE.row(SdkCase.LIVEKIT, rig.about(SdkCase.LIVEKIT));
        row.testing(() -> {
            JsonNode seat = rig.seat(SdkCase.LIVEKIT, SdkVendor.VATEL.seatRequest());
            assertThat(seat.path("failure").asText("")).as("what went wrong in the SDK").isEmpty();
            assertThat(seat.path("warnings")).as("printed by the SDK").isEmpty();
            assertThat(seat.at("/extra/url").asText()).isEqualTo(SdkRig.LIVEKIT_URL);
            JsonNode claims = seat.at("/extra/claims");
            assertThat(claims.path("sub")).as("identity").isEqualTo(seat.at("/extra/identity"));
            assertThat(claims.at("/video/room")).as("room").isEqualTo(seat.at("/extra/room"));
            assertThat(claims.at("/video/roomJoin").asBoolean()).as("may join").isTrue();
            assertThat(claims.at("/video/canPublishSources")).as("may publish").hasToString("[\"microphone\"]");
            assertThat(claims.path("attributes")).as("attributes").isEqualTo(SdkVendor.VATEL.seatRequest());
        });
    }

    private static FakeOptions options(SdkCase sdk) {
        FakeOptions options = SharedRig.options();
        options.chunkMillis = 200;
        options.greet = sdk.vendor() == SdkVendor.VATEL; // its clients cannot type
        return options;
    }

    private void check(SdkCase sdk, SdkTable.Row row, FakeOptions options) throws Exception {
        SdkSession session = rig.converse(sdk, options);
        row.count(session);
        assertThat(session.failure()).as("what went wrong in the SDK").isEmpty();
        assertThat(session.report().path("connected").asBoolean()).as("connected").isTrue();
        assertThat(session.texts("errors")).as("errors").isEmpty();
        assertThat(session.texts("warnings")).as("printed by the SDK").isEmpty();
        assertThat(session.complaints()).as("what the vendor objects to").isSubsetOf(UNHEARD);
        assertThat(session.keepsOpcodes()).as("TEXT stays TEXT, BINARY stays BINARY").isTrue();
        List<Delivery.Visemes> audio = session.audioFields(0, session.said().size());
        assertThat(audio).as("visemes on every audio message").doesNotContainNull();
        int shown = session.shown().size(); // an SDK may keep late audio to itself
        assertThat(session.shown()).as("what the application is shown")
                .isEqualTo(sdk.shows() ? audio.subList(0, shown) : Collections.nCopies(shown, null));
        if (options.close == null) {
            whole(sdk, session);
        } else {
            interrupted(sdk, session);
        }
    }

    private void whole(SdkCase sdk, SdkSession session) throws Exception {
        int end = session.said().size();
        List<byte[]> pieces = session.pieces(end);
        JsonNode heard = session.report().path("audio");
        assertThat(heard.path("messages").asInt()).as("audio messages delivered").isEqualTo(pieces.size());
        assertThat(!sdk.shows() || session.shown().size() == pieces.size()).as("all of them are shown").isTrue();
        assertThat(heard.path("sha256").asText()).as("hash of the audio").isEqualTo(SdkSession.sha256(pieces));
        assertThat(EngineAlone.hopsOf(session.audioFields(0, end))).as("the engine's own visemes")
                .isEqualTo(engine.hops(sdk.vendor().format(), pieces, session.lipSync()));
        assertThat(session.ends()).as("the mouth closes at the end").isEqualTo(sdk.vendor().endsTurns() ? 1 : 0);
        assertThat(session.left()).as("how the SDK hung up").isEqualTo(sdk.leaves());
    }

    private void interrupted(SdkCase sdk, SdkSession session) throws Exception {
        int at = session.interruption();
        assertThat(session.report().path("interruptions").asInt()).as("interruptions in the SDK").isPositive();
        assertThat(EngineAlone.hopsOf(session.audioFields(0, at))).as("the engine's own visemes until then")
                .isEqualTo(engine.hops(sdk.vendor().format(), session.pieces(at), session.lipSync()));
        List<List<Delivery.Entry>> late = session.audioFields(at, session.received()).stream()
                .map(Delivery.Visemes::visemes).toList();
        assertThat(late).as("late audio: a closing 0, then nothing")
                .isEqualTo(IntStream.range(0, late.size()).mapToObj(i -> i == 0 ? CLOSED : List.of()).toList());
        assertThat(session.ends()).as("messages that only close the mouth").isLessThanOrEqualTo(1);
        JsonNode closed = session.report().path("closed");
        assertThat(new Close(closed.path("code").asInt(), closed.path("reason").asText())).as("the vendor's close")
                .isEqualTo(sdk.vendor().farewell());
    }
}
