// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The website of a tenant signs and asks for its visitors; what it shows them holds no key. */
@Timeout(60)
class DemoPageTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<Language> SPOKEN = new ArrayList<>();
    private static Rig rig;
    private static DemoPage page;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.start(new FakeOptions(), Map.of());
        page = DemoPage.start(0, rig.tenant(), rig.relay().publicUrl(), SPOKEN::add);
    }

    @AfterAll
    static void stop() {
        page.close();
        rig.close();
        HTTP.close();
    }

    private static HttpResponse<String> ask(String path, String contentType, byte[] body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(page.url().resolve(path));
        HttpResponse<String> answer = HTTP.send(body == null ? request.build()
                : request.header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofString());
        assertThat(answer.body()).doesNotContain(rig.tenant().tenantKey(), Rig.VENDOR_KEY);
        return answer;
    }

    private static HttpResponse<String> sign(String query, String wishes) throws Exception {
        return ask("signed-url?" + query, "application/json", wishes.getBytes());
    }

    @Test
    void shouldShowTheRelaysPageAsItsOwn() throws Exception {
        HttpResponse<String> shown = ask("", null, null);
        assertThat(shown.body()).contains("name=\"visemux-signed-by\" content=\"website\"");
        assertThat(shown.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self';", "connect-src 'self' " + rig.relay().publicUrl());
        assertThat(ask("client/player.js", null, null).statusCode()).isEqualTo(200);
        assertThat(ask("nothing.js", null, null).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldSignForItsVisitorsWhatTheyMayChoose() throws Exception {
        HttpResponse<String> signed = sign("vendor=openai",
                "{\"viseme_model\":\"indonesian\",\"natural_lip_sync\":false,\"api_key\":\"sk_of_a_visitor\"}");
        assertThat(signed.statusCode()).isEqualTo(200);
        assertThat(signed.body()).contains("\"signed_url\":\"ws://");
        assertThat(SPOKEN).endsWith(Language.id);
        assertThat(sign("vendor=nobody", "{}").statusCode()).isEqualTo(400);
        assertThat(sign("vendor=openai", "{\"viseme_model\":\"klingon\"}").body()).contains("\"code\":\"invalid_request\"");
    }

    @Test
    void shouldAskForTheVisemesOfARecording() throws Exception {
        byte[] pcm = Speech.builtIn().getFirst().pcm();
        HttpResponse<String> timeline = ask("visemes?natural_lip_sync=false&model=default", "audio/l16;rate=24000", pcm);
        assertThat(timeline.body()).contains("\"durationMs\":" + pcm.length / 48, "\"cues\":[{\"t\":0,");
        assertThat(ask("visemes?model=default", "audio/l16;rate=1", pcm).statusCode()).isEqualTo(400);
    }
}
