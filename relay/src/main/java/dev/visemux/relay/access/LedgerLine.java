// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * One line of the ledger: JSON, ended by a CRC-32C of all that stands before it, so that a line that was torn or has
 * rotted is known.
 *
 * @param relay    the run of a relay that wrote it
 * @param sequence rises by one from line to line of that run; both together name a line
 */
record LedgerLine(String relay, long sequence, Instant at, Account account, Usage usage) {
    private static final String CRC = ",\"crc\":\"";
    private static final String END = "\"}";
    /** {@code ,"crc":"01234567"}} */
    private static final int TRAILER_BYTES = CRC.length() + 8 + END.length();
    private static final ObjectMapper json = new ObjectMapper();

    /** Without the line's end. Names of tenants and providers hold nothing that JSON would escape. */
    String text() {
        StringBuilder start = new StringBuilder(320).append("{\"relay\":\"").append(relay).append("\",\"seq\":").append(sequence)
                .append(",\"at\":\"").append(at.truncatedTo(ChronoUnit.MILLIS)).append("\",\"tenant\":\"").append(account.tenant())
                .append("\",\"provider\":\"").append(account.provider()).append('"');
        usage.amounts().forEach((name, amount) -> start.append(",\"").append(name).append("\":").append(amount));
        String body = start.toString();
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return body + CRC + crc(bytes, bytes.length) + END;
    }

    /** Null where the line is not as it was written. */
    static LedgerLine parse(byte[] line, int length) {
        int body = length - TRAILER_BYTES;
        if (body < 0 || !new String(line, body, TRAILER_BYTES, StandardCharsets.ISO_8859_1).equals(CRC + crc(line, body) + END)) {
            return null;
        }
        try {
            JsonNode root = json.readTree(line, 0, length);
            return new LedgerLine(root.get("relay").textValue(), root.get("seq").longValue(), Instant.parse(root.get("at").textValue()),
                    new Account(root.get("tenant").textValue(), root.get("provider").textValue()), usage(root));
        } catch (IOException | RuntimeException _) {
            return null; // the CRC of something that is no line of ours
        }
    }

    private static Usage usage(JsonNode root) {
        return new Usage(root.get("sessions").longValue(), root.get("session_ms").longValue(), root.get("audio_ms").longValue(),
                root.get("speech_ms").longValue(), root.get("messages").longValue(), root.get("bytes").longValue());
    }

    private static String crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
