// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.visemux.relay.ops.RelayConfig;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A conversation of any bytes with one vendor, a message a line; the first byte names the vendor, {@code >} begins what
 * the client says. Where a message is found to be JSON with audio in it, it is JSON with the field in it as well, and
 * nothing else of it has changed; where the audio lies is base64 of its own.
 */
public final class SpliceFuzz {
    private static final String FIELD = "mascotVisemes";
    private static final byte[] ADDED = (",\"" + FIELD + "\":{}").getBytes(StandardCharsets.US_ASCII);
    private static final JsonMapper JSON = JsonMapper.builder(JsonMapper.builder().build().getFactory().copy()
            .setStreamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build()))
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final Providers VENDORS = new Providers(RelayConfig.of(Map.of()));
    private static final List<String> NAMES = List.copyOf(VENDORS.names());

    private SpliceFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0 || JsonMembers.disputed(new String(input, StandardCharsets.ISO_8859_1))) {
            return;
        }
        String name = NAMES.get(Math.floorMod(input[0] - '0', NAMES.size()));
        Map<String, String> signed = Map.of(DynamicVariables.NAME, "{\"a\":1,\"b\":\"x\"}");
        Caller caller = new Caller("s", name.equals("elevenlabs") ? signed : Map.of(),
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
        Dialogue dialogue = VENDORS.named(name).dialogue(caller);
        for (byte[] line : lines(input)) {
            ByteBuf message = Unpooled.directBuffer(line.length + 1).writeBytes(line);
            try {
                if (line.length > 0 && line[0] == '>') {
                    client(dialogue, message.skipBytes(1));
                } else {
                    vendor(dialogue, message, line);
                }
            } finally {
                message.release();
            }
        }
    }

    private static List<byte[]> lines(byte[] input) {
        List<byte[]> lines = new ArrayList<>();
        for (String line : new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1).split("\n", 32)) {
            lines.add(line.getBytes(StandardCharsets.ISO_8859_1));
        }
        return lines;
    }

    private static void vendor(Dialogue dialogue, ByteBuf message, byte[] plain) {
        AgentFrame frame = new AgentFrame();
        if (!dialogue.wants(false, message, 0, Math.min(128, plain.length))) {
            return;
        }
        dialogue.scan(false, message, 0, plain.length, frame);
        check(message.equals(Unpooled.wrappedBuffer(plain)), "a scan changes nothing");
        if (frame.kind() == AgentFrame.Kind.AUDIO || frame.kind() == AgentFrame.Kind.TURN_END) {
            splice(frame, plain);
            spans(frame, plain);
        }
    }

    private static void splice(AgentFrame frame, byte[] plain) {
        int at = frame.spliceAt();
        check(at > 0 && at < plain.length && plain[at] == '}', "the field goes before a brace");
        String before = new String(plain, 0, at, StandardCharsets.ISO_8859_1);
        String after = new String(plain, at, plain.length - at, StandardCharsets.ISO_8859_1);
        JsonNode decorated = tree(before + new String(ADDED, StandardCharsets.ISO_8859_1) + after);
        check(decorated instanceof ObjectNode, "with the field it is JSON");
        JsonNode original = tree(before + after);
        ((ObjectNode) decorated).remove(FIELD);
        check(decorated.equals(((ObjectNode) original).without(FIELD)), "the field is all that was added, at the top");
    }

    private static void spans(AgentFrame frame, byte[] plain) {
        for (int i = 0; i < frame.spans(); i++) {
            int from = frame.spanFrom(i);
            int to = from + frame.spanLength(i);
            check(from > 0 && to >= from && plain[from - 1] == '"' && plain[to] == '"', "audio is one string");
            boolean escaped = new String(plain, from, to - from, StandardCharsets.ISO_8859_1).contains("\\");
            check(escaped == (frame.spanCoding(i) == AgentFrame.Coding.ESCAPED_BASE64), "escapes are known");
            if (escaped) {
                resolves(plain, from, to);
            }
        }
    }

    /** As Jackson does, what is not ASCII as a question mark. */
    private static void resolves(byte[] plain, int from, int to) {
        ByteBuf in = Unpooled.directBuffer().writeBytes(plain);
        ByteBuf resolved = JsonEscapes.resolve(in, from, to - from, in.alloc());
        try {
            String expected = tree("\"" + new String(plain, from, to - from, StandardCharsets.ISO_8859_1) + "\"").textValue();
            check(resolved.toString(StandardCharsets.ISO_8859_1).equals(ascii(expected)), "escapes are resolved");
        } finally {
            resolved.release();
            in.release();
        }
    }

    private static String ascii(String text) {
        return text.chars().mapToObj(c -> c < 0x80 ? Character.toString(c) : "?").collect(Collectors.joining());
    }

    /** A client's message with more in it is JSON where it was. */
    private static void client(Dialogue dialogue, ByteBuf message) {
        byte[] plain = new byte[message.readableBytes()];
        message.getBytes(message.readerIndex(), plain);
        if (!dialogue.wantsOfClient(false, message, message.readerIndex(), Math.min(128, plain.length))) {
            return;
        }
        ClientFrame frame = new ClientFrame();
        dialogue.scanOfClient(false, message, message.readerIndex(), plain.length, frame);
        if (frame.instead() != null) {
            String instead = new String(frame.instead(), StandardCharsets.ISO_8859_1);
            check(tree(instead) instanceof ObjectNode, "what is said instead is JSON: " + instead);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1)), e);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
