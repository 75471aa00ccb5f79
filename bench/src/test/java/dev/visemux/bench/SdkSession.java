// SPDX-License-Identifier: Apache-2.0
package dev.visemux.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.visemux.dsp.viseme.LipSyncOptions;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One session through an SDK.
 *
 * @param report     what its application saw, as src/test/sdk/report.mjs tells it
 * @param said       what the vendor said, message by message
 * @param complaints what no client of this vendor may do, and this one did
 * @param left       how the SDK left the vendor
 */
record SdkSession(SdkVendor vendor, JsonNode report, List<FakeSession.Said> said, List<String> complaints,
        Close left) {

    private static final ObjectMapper JSON = new ObjectMapper();

    String failure() {
        return report.path("failure").asText("");
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        report.path(name).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    /** The field of each message at the SDK's socket; null where there is none. */
    List<Delivery.Visemes> fields() throws JsonProcessingException {
        List<Delivery.Visemes> fields = new ArrayList<>();
        for (JsonNode message : report.path("wire")) {
            fields.add(visemes(message.path("field")));
        }
        return fields;
    }

    /** How many messages reached the SDK's socket. */
    int received() {
        return report.path("wire").size();
    }

    /** The same of messages with audio, from one place on to another. */
    List<Delivery.Visemes> audioFields(int from, int to) throws JsonProcessingException {
        List<Delivery.Visemes> all = fields();
        List<Delivery.Visemes> fields = new ArrayList<>();
        for (int i = from; i < to; i++) {
            if (said.get(i).audio()) {
                fields.add(all.get(i));
            }
        }
        return fields;
    }

    /** Whether the client is told that its visemes are thinned out already, and so how they are. */
    LipSyncOptions lipSync() {
        return report.path("wire").findValuesAsText("smoothed").contains("true")
                ? LipSyncOptions.CONVERSATION : LipSyncOptions.RAW;
    }

    /** How many messages without audio close the mouth. */
    long ends() throws JsonProcessingException {
        List<Delivery.Visemes> all = fields();
        return IntStream.range(0, all.size()).filter(i -> !said.get(i).audio() && all.get(i) != null)
                .filter(i -> all.get(i).closesTheMouth()).count();
    }

    /** Whether each message came as it was said, TEXT or BINARY. */
    boolean keepsOpcodes() {
        JsonNode wire = report.path("wire");
        for (int i = 0; i < wire.size(); i++) {
            if (wire.get(i).path("binary").asBoolean() != said.get(i).binary()) {
                return false;
            }
        }
        return true;
    }

    /** What the application was shown, a field or null for each message with audio. */
    List<Delivery.Visemes> shown() throws JsonProcessingException {
        List<Delivery.Visemes> fields = new ArrayList<>();
        for (JsonNode field : report.path("shown")) {
            fields.add(visemes(field));
        }
        return fields;
    }

    /** The samples of each message with audio, up to a place. */
    List<byte[]> pieces(int to) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        for (FakeSession.Said message : said.subList(0, to)) {
            if (message.audio()) {
                pieces.add(vendor.audio(message));
            }
        }
        return pieces;
    }

    static String sha256(List<byte[]> pieces) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        pieces.forEach(digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Where the vendor told of an interruption. */
    int interruption() {
        for (int i = 0; i < said.size(); i++) {
            if (vendor.isInterruption(said.get(i))) {
                return i;
            }
        }
        throw new AssertionError("the vendor was not interrupted");
    }

    private static Delivery.Visemes visemes(JsonNode field) throws JsonProcessingException {
        return field.isObject() ? JSON.treeToValue(field, Delivery.Visemes.class) : null;
    }
}
