// SPDX-License-Identifier: Apache-2.0
package dev.visemux.dsp.signal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes in native memory, where the kernels find theirs; never freed, for an address keeps nothing alive. */
final class Native {
    private final MemorySegment segment;

    Native(int size) {
        segment = Arena.global().allocate(Math.max(1, size));
    }

    static Native of(byte[] bytes) {
        Native memory = new Native(bytes.length);
        memory.put(bytes);
        return memory;
    }

    static Native of(short[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return of(bytes.array());
    }

    long address() {
        return segment.address();
    }

    void put(byte... bytes) {
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    void set(int at, int value) {
        segment.set(ValueLayout.JAVA_BYTE, at, (byte) value);
    }

    byte[] bytes(int from, int length) {
        return segment.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    }
}
