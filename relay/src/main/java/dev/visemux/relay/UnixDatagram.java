// SPDX-License-Identifier: Apache-2.0
package dev.visemux.relay;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * One datagram to a Unix socket (unix(7)), which Java's own sockets cannot send. Linux; the C library does it. Any thread: where
 * the receiver's queue is full the call fails instead of waiting.
 */
final class UnixDatagram {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;
    private static final int PATH_BYTES = 108;

    private static final MethodHandle SOCKET = libc("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDTO = libc("sendto", JAVA_LONG, JAVA_INT, ADDRESS,
            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = libc("close", JAVA_INT, JAVA_INT);

    private UnixDatagram() {}

    private static MethodHandle libc(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
    }

    /** {@code address} is a path, or a name of the abstract namespace behind an {@code @}. False where it was not taken. */
    static boolean send(String address, String message) {
        byte[] path = address.getBytes(StandardCharsets.UTF_8);
        if (path.length >= PATH_BYTES) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            return send(arena, path, message.getBytes(StandardCharsets.UTF_8));
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }

    private static boolean send(Arena arena, byte[] path, byte[] message) throws Throwable {
        MemorySegment to = arena.allocate(Short.BYTES + PATH_BYTES, Short.BYTES);
        to.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, to, JAVA_BYTE, Short.BYTES, path.length);
        boolean isAbstract = path[0] == '@';
        if (isAbstract) {
            to.set(JAVA_BYTE, Short.BYTES, (byte) 0);
        }
        int length = Short.BYTES + path.length + (isAbstract ? 0 : 1); // a path ends in 0, a name where it ends
        int socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
        long sent = (long) SENDTO.invokeExact(socket, arena.allocateFrom(JAVA_BYTE, message), (long) message.length,
                MSG_DONTWAIT_NOSIGNAL, to, length);
        int _ = (int) CLOSE.invokeExact(socket);
        return sent == message.length;
    }
}
