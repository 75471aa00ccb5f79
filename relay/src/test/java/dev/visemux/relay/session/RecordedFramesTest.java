// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.relay.session.Frames.Frame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every provider must hold, on every exchange in {@code recorded/PROVIDER}: each message arrives, in order, and
 * differs from what was sent by the injected field at most. A file is a line on what it shows and how many messages are
 * decorated, then messages: {@code <} from the vendor, {@code >} from the client; other lines go on with the message.
 */
@Timeout(60)
class RecordedFramesTest {
    private static final Path FOLDER = Path.of("src/test/resources/recorded");
    private static final Pattern DECORATED = Pattern.compile("# .*Decorated: (\\d+)\n");
    private static final Pattern MESSAGE = Pattern.compile("(?ms)^([<>]) (.*?)\n(?=[<>] |\\z)");
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldAddTheFieldAndChangeNothingElse(Path file) throws IOException {
        String recording = Files.readString(file);
        Matcher about = DECORATED.matcher(recording);
        assertThat(about.lookingAt()).as("the first line of %s", file).isTrue();
        try (Wire wire = Wire.of(file.getParent().getFileName().toString())) {
            List<String> fromVendor = new ArrayList<>();
            List<String> fromClient = new ArrayList<>();
            MESSAGE.matcher(recording).results().forEach(message -> {
                String text = message.group(2);
                if (message.group(1).equals("<")) {
                    fromVendor.add(text);
                    wire.vendorSays(text);
                    wire.await(fromVendor.size());
                } else {
                    fromClient.add(text);
                    wire.clientSays(text);
                }
            });
            assertThat(fromVendor).isNotEmpty();
            assertThat(wire.heard()).extracting(Audio::original).containsExactlyElementsOf(latin(fromVendor));
            assertThat(wire.vendorFrames()).extracting(Frame::payload).containsExactlyElementsOf(latin(fromClient));
            List<String> decorated = wire.heard().stream().filter(Audio::decorated).toList();
            assertThat(decorated).hasSize(Integer.parseInt(about.group(1)));
            for (String message : decorated) {
                assertThat(JSON.readTree(message).get("mascotVisemes").get("audio_event_id").isNumber()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void shouldNotDependOnHowTheReadsAreCut(Path file) throws IOException {
        List<String> fromVendor = MESSAGE.matcher(Files.readString(file)).results()
                .filter(message -> message.group(1).equals("<")).map(message -> message.group(2)).toList();
        Random random = new Random(21);
        try (Wire wire = Wire.of(file.getParent().getFileName().toString())) {
            byte[] bytes = Frames.encode(false, fromVendor.stream().map(wire::ofVendor).toArray(WebSocketFrame[]::new));
            for (int at = 0; at < bytes.length;) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(12)));
                wire.vendorSends(Arrays.copyOfRange(bytes, at, at + length));
                at += length;
            }
            assertThat(wire.await(fromVendor.size())).extracting(Audio::original)
                    .containsExactlyElementsOf(latin(fromVendor));
            assertThat(wire.clientFrames()).allMatch(Frame::last);
        }
    }

    /** As {@link Frames} shows bytes. */
    private static List<String> latin(List<String> texts) {
        return texts.stream().map(text ->
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)).toList();
    }
}
