package dev.understudy.probes;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The four calls of Linux's C library that an ICMP socket needs. Each answers with a result of 0 or more, or with the
 * negative error number. Numbers and layouts are those of 64-bit little-endian Linux (x86-64, aarch64).
 */
final class LibC {
    static final int EAGAIN = 11;
    static final int ENETUNREACH = 101;
    static final int ECONNREFUSED = 111;
    static final int EHOSTUNREACH = 113;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            handle("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SENDTO = handle(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVMSG =
            handle("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    private final MemorySegment state; // where the library leaves its error number
    private final MemorySegment option;

    LibC() {
        var arena = Arena.ofAuto();
        state = arena.allocate(STATE);
        option = arena.allocate(JAVA_INT);
    }

    int socket(int domain, int type, int protocol) {
        try {
            return (int) orError((int) SOCKET.invokeExact(state, domain, type, protocol));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int setsockopt(int socket, int level, int name, int value) {
        option.set(JAVA_INT, 0, value);
        try {
            return (int)
                    orError((int) SETSOCKOPT.invokeExact(state, socket, level, name, option, (int) option.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int sendto(int socket, MemorySegment message, MemorySegment address) {
        try {
            return (int) orError((long) SENDTO.invokeExact(
                    state, socket, message, message.byteSize(), 0, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int recvmsg(int socket, MemorySegment header, int flags) {
        try {
            return (int) orError((long) RECVMSG.invokeExact(state, socket, header, flags));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A name for the numbers that are to be expected here. */
    static String errorName(int error) {
        return switch (error) {
            case 1 -> "EPERM";
            case 13 -> "EACCES";
            case 24 -> "EMFILE";
            case 93 -> "EPROTONOSUPPORT";
            case 97 -> "EAFNOSUPPORT";
            case 105 -> "ENOBUFS";
            default -> "error " + error;
        };
    }

    private long orError(long result) {
        return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    private static IllegalStateException unexpected(Throwable cause) {
        return new IllegalStateException("a call of the C library failed", cause);
    }
}
