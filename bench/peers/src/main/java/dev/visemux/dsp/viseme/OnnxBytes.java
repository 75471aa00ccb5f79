// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.viseme;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A message of Protocol Buffers, field by field (https://protobuf.dev/programming-guides/encoding). One thread. */
final class OnnxBytes {
    private static final int VARINT = 0;
    private static final int LENGTH = 2;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    OnnxBytes number(int field, long value) {
        varint(field << 3 | VARINT);
        varint(value);
        return this;
    }

    OnnxBytes numbers(int field, long... values) {
        for (long value : values) {
            number(field, value);
        }
        return this;
    }

    OnnxBytes text(int field, String... values) {
        for (String value : values) {
            raw(field, value.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    OnnxBytes message(int field, OnnxBytes inner) {
        return raw(field, inner.toBytes());
    }

    OnnxBytes raw(int field, byte[] value) {
        varint(field << 3 | LENGTH);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    static byte[] littleEndian(float[] values) {
        ByteBuffer all = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        all.asFloatBuffer().put(values);
        return all.array();
    }

    static byte[] littleEndian(long[] values) {
        ByteBuffer all = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        all.asLongBuffer().put(values);
        return all.array();
    }

    private void varint(long value) {
        long rest = value;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            bytes.write((int) (rest & 0x7F | 0x80));
        }
        bytes.write((int) rest);
    }
}
