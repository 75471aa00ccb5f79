// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Any bytes behind the first as lines of the ledger, each as it is ({@code r}) or with the CRC that makes it good: the same
 * sum whether read at once or as they come, and of a line nothing but what stands in it.
 */
public final class LedgerFuzz {
    private static final Path FILE = file();
    private static final byte[] NEXT =
            "\n{\"relay\":\"x\",\"seq\":9,\"at\":\"\",\"tenant\":\"x\",\"provider\":\"x\",\"sessions\":9}"
            .getBytes(StandardCharsets.US_ASCII);

    private LedgerFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        String text = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        StringBuilder lines = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            lines.append(input[0] == 'r' ? line : line + crc(line)).append('\n');
            alone(input[0] == 'r' ? line : line + crc(line));
        }
        byte[] file = lines.toString().getBytes(StandardCharsets.ISO_8859_1);
        Map<Account, Usage> expected = sum(file, file.length);
        if (!sum(file, file.length / 2).equals(expected) || !sum(file, Math.max(0, file.length - 3)).equals(expected)) {
            throw new AssertionError("summed otherwise in two steps than " + expected);
        }
    }

    /** A line says the same wherever it stands. */
    private static void alone(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        byte[] among = Arrays.copyOf(bytes, bytes.length + NEXT.length);
        System.arraycopy(NEXT, 0, among, bytes.length, NEXT.length);
        LedgerLine alone = LedgerLine.parse(bytes, 0, bytes.length);
        if (!Objects.equals(alone, LedgerLine.parse(among, 0, bytes.length))) {
            throw new AssertionError("alone " + alone + ", else " + LedgerLine.parse(among, 0, bytes.length));
        }
    }

    private static Map<Account, Usage> sum(byte[] file, int first) throws IOException {
        Files.write(FILE, Arrays.copyOf(file, first));
        LedgerSum sum = new LedgerSum(FILE);
        sum.readOn(Long.MAX_VALUE);
        Files.write(FILE, Arrays.copyOfRange(file, first, file.length), StandardOpenOption.APPEND);
        sum.readOn(Long.MAX_VALUE);
        return sum.usage();
    }

    private static String crc(String line) {
        CRC32C crc = new CRC32C();
        crc.update(line.getBytes(StandardCharsets.ISO_8859_1));
        return ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}";
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile("ledger", ".jsonl");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
