// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * One line of the ledger: JSON, ended by a CRC-32C of all that stands before it, so that a line that was torn or has
 * rotted is known.
 *
 * @param relay    the run of a relay that wrote it
 * @param sequence rises by one from line to line of that run; both together name a line
 * @param at       when it was written, in UTC, as ISO 8601 has it
 */
record LedgerLine(String relay, long sequence, String at, Account account, Usage usage) {
    private static final String CRC = ",\"crc\":\"";
    private static final String END = "\"}";
    /** {@code ,"crc":"01234567"}} */
    private static final int TRAILER_BYTES = CRC.length() + 8 + END.length();

    /** Without the line's end. Names of tenants and providers hold nothing that JSON would escape. */
    String text() {
        StringBuilder start = new StringBuilder(320).append("{\"relay\":\"").append(relay).append("\",\"seq\":").append(sequence)
                .append(",\"at\":\"").append(at).append("\",\"tenant\":\"").append(account.tenant())
                .append("\",\"provider\":\"").append(account.provider()).append('"');
        usage.amounts().forEach((name, amount) -> start.append(",\"").append(name).append("\":").append(amount));
        String body = start.toString();
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        return body + CRC + crc(bytes, 0, bytes.length) + END;
    }

    /** What stands in {@code bytes} there; null where that is not as it was written. */
    static LedgerLine parse(byte[] bytes, int from, int length) {
        int body = length - TRAILER_BYTES;
        if (body < 0 || !new String(bytes, from + body, TRAILER_BYTES, StandardCharsets.ISO_8859_1)
                .equals(CRC + crc(bytes, from, body) + END)) {
            return null;
        }
        try {
            Fields fields = new Fields(bytes, from);
            LedgerLine line = new LedgerLine(fields.text(), fields.number(), fields.text(),
                    new Account(fields.text(), fields.text()), new Usage(fields.number(), fields.number(), fields.number(),
                            fields.number(), fields.number(), fields.number()));
            return fields.at <= from + body ? line : null; // else the next line's were among them
        } catch (RuntimeException _) {
            return null; // the CRC of something that is no line of ours
        }
    }

    /** The values in their order. A CRC vouches for their form, so that a year of lines need not be read as any JSON. */
    private static final class Fields {
        private final byte[] bytes;
        private int at;

        Fields(byte[] bytes, int from) {
            this.bytes = bytes;
            at = from;
        }

        String text() {
            toValue();
            int from = ++at;
            while (bytes[at] != '"') {
                at++;
            }
            return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
        }

        long number() {
            toValue();
            long number = 0;
            for (; bytes[at] >= '0' && bytes[at] <= '9'; at++) {
                number = 10 * number + bytes[at] - '0';
            }
            return number;
        }

        private void toValue() {
            while (bytes[at++] != ':') {
                continue;
            }
        }
    }

    private static String crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
