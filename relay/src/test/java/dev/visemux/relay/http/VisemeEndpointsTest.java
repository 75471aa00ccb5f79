// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.LocalRelay;
import dev.visemux.relay.Wire;
import dev.visemux.relay.ops.Metrics;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real network and real speech: visemes that nobody computed cannot pass. */
@Timeout(60)
class VisemeEndpointsTest {
    private static final byte[] PCM = Sound.pcm();
    private static final int MILLIS = PCM.length / 2 * 1000 / Sound.RATE_HZ;
    private static LocalRelay relay;
    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void start() {
        relay = LocalRelay.start();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    @Test
    void shouldTellVisemesInChunksWhoseNumberIsKnown() throws Exception {
        HttpResponse<String> answer = relay.post("/v1/visemes", json(Sound.wav(PCM), ""));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
        Events events = Events.read(answer.body());
        int chunks = (MILLIS + 199) / 200;
        assertThat(events.progress()).isEqualTo(IntStream.rangeClosed(1, chunks).mapToObj(k -> k + "/" + chunks).toList());
        assertThat(events.durations().subList(0, chunks - 1)).containsOnly(200);
        assertThat(events.millis()).isEqualTo(MILLIS);
        assertThat(List.copyOf(events.visemes().keySet())).isSorted().contains(0).allMatch(offset -> offset % 10 == 0 && offset < MILLIS);
        assertThat(new HashSet<>(events.visemes().values())).hasSizeGreaterThan(6).allMatch(id -> id >= 0 && id <= 21);
    }

    /** Bytes of each code stand for samples that PCM of 16 bit can say too. */
    @ParameterizedTest
    @CsvSource({"1, 8", "7, 8", "6, 8", "1, 24", "1, 32"})
    void shouldTellTheSameOfTheSameSamplesInEveryCodeAndOfManyChannels(int tag, int bits) throws Exception {
        byte[] coded = Sound.coded(tag, bits, PCM);
        byte[] pcm = Sound.decoded(tag, bits, coded);
        Object expected = Events.read(relay.post("/v1/visemes", "audio/wav", Sound.wav(pcm)).body()).visemes();
        assertThat(expected.toString()).as("it is speech").hasSizeGreaterThan(100);
        for (int channels : new int[] {1, 2, 6}) {
            byte[] wav = Sound.wav(tag, bits, channels, coded);
            assertThat(Events.read(relay.post("/v1/visemes", "audio/wav", wav).body()).visemes()).as("%d channels", channels)
                    .isEqualTo(expected);
            assertThat(Events.read(relay.post("/v1/visemes", json(wav, "")).body()).visemes()).isEqualTo(expected);
        }
    }

    @Test
    void shouldTellTheSameOfTheSameSamplesHoweverTheyCome() throws Exception {
        Events expected = Events.read(relay.post("/v1/visemes", json(Sound.wav(PCM), "")).body());
        byte[] lying = Sound.wav(1, 16, PCM, 0x7fff_fff0);
        byte[] endless = Sound.wav(1, 16, PCM, -1);
        for (String body : List.of(json(Sound.floatWav(PCM), ""), json(PCM, ""), json(PCM, ",\"sample_rate\":16000,\"model\":\"default\""),
                json(lying, ""), json(endless, ",\"sample_rate\":8000"), json(PCM, "").replace("/", "\\/"))) {
            assertThat(Events.read(relay.post("/v1/visemes", body).body())).isEqualTo(expected);
        }
        for (HttpResponse<String> answer : List.of(relay.post("/v1/visemes", "audio/wav", Sound.wav(PCM)),
                relay.post("/v1/visemes?model=default", "audio/x-wav", Sound.floatWav(PCM)), relay.post("/v1/visemes", "audio/wav", lying),
                relay.post("/v1/visemes?chunk_ms=200", "audio/L16; rate=16000; channels=1", PCM), relay.post("/v1/visemes", "audio/l16", PCM))) {
            Events events = Events.read(answer.body());
            assertThat(events.visemes()).isEqualTo(expected.visemes());
            assertThat(events.durations()).isEqualTo(expected.durations());
            assertThat(events.progress()).allMatch(progress -> progress.endsWith("/0"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 55, 110, 200, 999, 1000})
    void shouldCutChunksAsAskedWithoutChangingWhatTheySay(int chunkMillis) throws Exception {
        Events expected = Events.read(relay.post("/v1/visemes", json(PCM, "")).body());
        Events events = Events.read(relay.post("/v1/visemes", json(PCM, ",\"chunk_ms\":" + chunkMillis)).body());
        assertThat(events.visemes()).isEqualTo(expected.visemes());
        assertThat(events.millis()).isEqualTo(MILLIS);
        assertThat(events.durations()).hasSize((MILLIS + chunkMillis - 1) / chunkMillis);
        assertThat(events.progress()).last().isEqualTo(events.durations().size() + "/" + events.durations().size());
    }

    @Test
    void shouldTakeFromTheQueryWhatTheBodysJsonLeavesOut() throws Exception {
        Events raw = Events.read(relay.post("/v1/visemes", json(PCM, ",\"natural_lip_sync\":false,\"chunk_ms\":50")).body());
        String path = "/v1/visemes?natural_lip_sync=false&chunk_ms=";
        assertThat(Events.read(relay.post(path + 50, json(PCM, "")).body())).isEqualTo(raw);
        assertThat(Events.read(relay.post(path + 1000, json(PCM, ",\"chunk_ms\":50.0")).body())).isEqualTo(raw);
        HttpResponse<String> refused = relay.post("/v1/visemes?natural_lip_sync=null", json(PCM, ",\"natural_lip_sync\":false"));
        assertThat(refused.statusCode()).as("wrong, though the body knows better").isEqualTo(400);
    }

    @Test
    void shouldAnswerAWholeTimelineWhereJsonIsAccepted() throws Exception {
        Events events = Events.read(relay.post("/v1/visemes", json(PCM, "")).body());
        HttpResponse<String> answer = relay.send(relay.to("/v1/visemes").header("Accept", "application/json")
                .header("Content-Type", "audio/wav").POST(BodyPublishers.ofByteArray(Sound.wav(PCM))));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode timeline = json.readTree(answer.body());
        assertThat(timeline.get("version").intValue()).isEqualTo(1);
        assertThat(timeline.get("durationMs").intValue()).isEqualTo(MILLIS);
        assertThat(timeline.get("speechMs").intValue()).isBetween(MILLIS / 3, MILLIS);
        List<String> cues = timeline.get("cues").valueStream().map(cue -> cue.get("t") + "=" + cue.get("v")).toList();
        assertThat(cues).isEqualTo(events.visemes().entrySet().stream().map(Object::toString).toList());
    }

    @Test
    void shouldSmoothAsAsked() throws Exception {
        Events natural = Events.read(relay.post("/v1/visemes", json(PCM, "")).body());
        Events raw = Events.read(relay.post("/v1/visemes", json(PCM, ",\"natural_lip_sync\":false")).body());
        Events fast = Events.read(relay.post("/v1/visemes?natural_lip_sync=fastSpeech", "audio/l16", PCM).body());
        assertThat(raw.visemes().size()).isGreaterThan(natural.visemes().size());
        assertThat(natural.visemes().size()).isGreaterThan(fast.visemes().size());
        for (String same : List.of("true", "\"conversation\"", "{}", "{\"minVisemeInterval\":40,\"desktopTransitionDuration\":18}")) {
            assertThat(Events.read(relay.post("/v1/visemes", json(PCM, ",\"natural_lip_sync\":" + same)).body())).isEqualTo(natural);
        }
        String nothing = "{\"minVisemeInterval\":0,\"mergeWindow\":0,\"preserveCriticalVisemes\":false}";
        assertThat(Events.read(relay.post("/v1/visemes", json(PCM, ",\"natural_lip_sync\":" + nothing)).body())).isEqualTo(raw);
        assertThat(Events.read(relay.post("/v1/visemes?natural_lip_sync=false&chunk_ms=50", "audio/l16", PCM).body()).visemes())
                .isEqualTo(raw.visemes());
    }

    @Test
    void shouldTellWhileTheAudioIsStillComing() throws Exception {
        try (Wire wire = relay.wire()) {
            wire.send(head("audio/l16;rate=16000", "Transfer-Encoding: chunked"));
            chunk(wire, Arrays.copyOf(PCM, 32_000));
            String first = wire.until("\"2/0\"");
            assertThat(first).contains("200 OK", "data: {\"visemes\":[{\"visemeId\":0,\"offset\":0}");
            chunk(wire, Arrays.copyOfRange(PCM, 32_000, PCM.length));
            String all = first + wire.send("0\r\n\r\n").until("\r\n0\r\n\r\n");
            Events whole = Events.read(relay.post("/v1/visemes", "audio/l16", PCM).body());
            assertThat(all).contains("\"" + whole.progress().getLast() + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 997, 16_384, 65_536})
    void shouldNotCareHowABodyIsCut(int pieceBytes) throws Exception {
        Events expected = Events.read(relay.post("/v1/visemes", "audio/wav", Sound.wav(PCM)).body());
        byte[] body = pieceBytes == 1 ? Sound.wav(Arrays.copyOf(PCM, 3000)) : Sound.wav(PCM);
        try (Wire wire = relay.wire()) {
            wire.send(head("audio/wav", "Content-Length: " + body.length, "Connection: close"));
            for (int at = 0; at < body.length; at += pieceBytes) {
                wire.send(Arrays.copyOfRange(body, at, Math.min(at + pieceBytes, body.length)));
            }
            String answer = wire.rest();
            assertThat(answer).startsWith("HTTP/1.1 200");
            if (pieceBytes > 1) {
                assertThat(answer).contains("\"" + expected.progress().getLast() + "\",\"chunk_duration_ms\":" + expected.durations().getLast());
            }
        }
    }

    @Test
    void shouldServeManyAtOnceAndGiveEachItsOwn() throws Exception {
        Events expected = Events.read(relay.post("/v1/visemes", "audio/wav", Sound.wav(PCM)).body());
        long before = relay.server.metrics().value(Metrics.Counter.RECORDINGS);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> calls = IntStream.range(0, 64).mapToObj(_ -> (Callable<String>) () ->
                    relay.post("/v1/visemes", "audio/wav", Sound.wav(PCM)).body()).toList();
            for (Future<String> answer : clients.invokeAll(calls)) {
                assertThat(Events.read(answer.get())).isEqualTo(expected);
            }
        }
        assertThat(relay.server.metrics().value(Metrics.Counter.RECORDINGS) - before).isEqualTo(64);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                        | audio is missing
            {"audio":null}                            | audio is missing
            {"audio":7}                               | audio is not a string
            {"audio":["AAAA"]}                        | audio is not a string
            {"audio":""}                              | it holds no samples
            {"audio":"A"}                             | audio is not base64
            {"audio":"AA=A"}                          | audio is not base64
            {"audio":"AAA=AAAA"}                      | audio is not base64
            {"audio":"AA\\nAA"}                       | audio is not base64
            {"audio":"AA\\u00e9A"}                    | audio is not base64
            {"audio":"ÄAAA"}                          | audio is not base64
            {"audio":"AAAA"}                          | an odd number of bytes is no PCM16
            {"audio":"UklGRg=="}                      | WAV: ends before its data chunk
            {"audio":"UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA="} | it holds no samples
            {"audio":"UklGRiQAAABXQVZFZm10IBAAAAABAAAARKwAAIhYAQACABAAZGF0YQAAAAA="} | WAV: fmt channels 0
            {"audio":"AAAAAAAA","model":"klingon"}    | model must be one of default
            """)
    void shouldSayWhatIsWrongWithTheAudio(String body, String detail) throws Exception {
        HttpResponse<String> answer = relay.post("/v1/visemes", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).get("error").textValue()).isEqualTo("Invalid audio data");
        assertThat(json.readTree(answer.body()).get("detail").textValue()).startsWith(detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"audio":"AAAA"                           | The body is not valid JSON
            {"audio":"AAAA                            | The body is not valid JSON
            {"audio":"AAAAAAAA"}}                     | The body is not valid JSON
            {"audio":"AAAAAAAA","audio":"AAAAAAAA"}   | The body is not valid JSON
            ["audio":"AAAA"]                          | The body is not valid JSON
            "audio"                                   | The body is not a JSON object
            {"audio":"AAAAAAAA","sample_rate":"x"}    | sample_rate is not a whole number
            {"audio":"AAAAAAAA","sample_rate":7999}   | sample_rate is 7999; it must be from 8000 to 48000
            {"audio":"AAAAAAAA","chunk_ms":49}        | chunk_ms is 49; it must be from 50 to 1000
            {"audio":"AAAAAAAA","natural_lip_sync":1} | natural_lip_sync is not true, false, a preset or an object
            """)
    void shouldSayWhatIsWrongWithTheRequest(String body, String fault) throws Exception {
        HttpResponse<String> answer = relay.post("/v1/visemes", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json.readTree(answer.body()).get("error").textValue()).startsWith(fault);
    }

    @Test
    void shouldRefuseBinaryBodiesThatAreNoAudio() throws Exception {
        assertThat(relay.post("/v1/visemes", "audio/wav", "no wav at all".getBytes()).body()).contains("Invalid audio data", "WAV: begins with");
        assertThat(relay.post("/v1/visemes", "audio/wav", new byte[0]).body()).contains("Invalid audio data", "WAV: ends before");
        assertThat(relay.post("/v1/visemes", "audio/l16", new byte[0]).body()).contains("Invalid audio data", "no samples");
        assertThat(relay.post("/v1/visemes", "audio/l16;rate=4000", PCM).body()).contains("sample_rate is 4000; it must be");
        assertThat(relay.post("/v1/visemes", "audio/l16;channels=2", PCM).statusCode()).isEqualTo(400);
        assertThat(relay.post("/v1/visemes?model=x", "audio/wav", PCM).body()).contains("model must be one of default");
        assertThat(relay.post("/v1/visemes?chunk_ms=1", "audio/wav", PCM).body()).contains("chunk_ms is 1");
        assertThat(relay.post("/v1/visemes", "audio/mpeg", PCM).statusCode()).isEqualTo(415);
    }

    @Test
    void shouldKeepOutWhoHasNoKey() throws Exception {
        HttpResponse<String> answer = relay.send(java.net.http.HttpRequest.newBuilder(java.net.URI.create(relay.server.publicUrl() + "/v1/visemes"))
                .POST(BodyPublishers.ofString(json(PCM, ""))));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).isEqualTo("{\"error\":\"Invalid API key\",\"code\":\"invalid_api_key\"}");
    }

    static String json(byte[] audio, String more) {
        return "{\"audio\":\"" + Base64.getEncoder().encodeToString(audio) + "\"" + more + "}";
    }

    private static String head(String contentType, String... more) {
        return "POST /v1/visemes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + relay.key + "\r\nContent-Type: " + contentType + "\r\n"
                + String.join("\r\n", more) + "\r\n\r\n";
    }

    private static void chunk(Wire wire, byte[] bytes) throws IOException {
        wire.send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
    }
}
