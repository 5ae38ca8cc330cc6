package dev.understudy.clouds.local.fabric;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls the fabric needs, for one thread. A call answers as the kernel does: what it gives, or the negative
 * error number.
 */
final class Native {
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;
    static final int EAGAIN = 11;

    private static final int PR_SET_TIMERSLACK = 29;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO_OPTION = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN =
            handle("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle IOCTL = handle(
            "ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle UNSHARE = handle("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SETNS = handle("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle PRCTL =
            handle("prctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG), Linker.Option.firstVariadicArg(1));
    private static final MethodHandle PPOLL =
            handle("ppoll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle EVENTFD = handle("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final MemorySegment state;

    Native(Arena arena) {
        state = arena.allocate(Linker.Option.captureStateLayout());
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        var options = new Linker.Option[more.length + 1];
        options[0] = ERRNO_OPTION;
        System.arraycopy(more, 0, options, 1, more.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags));
        } catch (Throwable t) {
            throw new AssertionError("open " + path, t);
        }
    }

    int close(int descriptor) {
        try {
            return result((int) CLOSE.invokeExact(state, descriptor));
        } catch (Throwable t) {
            throw new AssertionError("close " + descriptor, t);
        }
    }

    int read(int descriptor, MemorySegment into, long bytes) {
        try {
            return result((int) (long) READ.invokeExact(state, descriptor, into, bytes));
        } catch (Throwable t) {
            throw new AssertionError("read " + descriptor, t);
        }
    }

    int write(int descriptor, MemorySegment from, long bytes) {
        try {
            return result((int) (long) WRITE.invokeExact(state, descriptor, from, bytes));
        } catch (Throwable t) {
            throw new AssertionError("write " + descriptor, t);
        }
    }

    int ioctl(int descriptor, long request, MemorySegment argument) {
        try {
            return result((int) IOCTL.invokeExact(state, descriptor, request, argument));
        } catch (Throwable t) {
            throw new AssertionError("ioctl " + descriptor, t);
        }
    }

    /** Moves the calling thread, and it alone, into a new network namespace. */
    int unshareNetwork() {
        try {
            return result((int) UNSHARE.invokeExact(state, CLONE_NEWNET));
        } catch (Throwable t) {
            throw new AssertionError("unshare", t);
        }
    }

    /** Moves the calling thread, and it alone, into the network namespace behind a descriptor. */
    int enterNetwork(int descriptor) {
        try {
            return result((int) SETNS.invokeExact(state, descriptor, CLONE_NEWNET));
        } catch (Throwable t) {
            throw new AssertionError("setns", t);
        }
    }

    /** How late a timer of the calling thread may fire so that the kernel can batch it, nanoseconds. */
    int timerSlack(long nanos) {
        try {
            return result((int) PRCTL.invokeExact(state, PR_SET_TIMERSLACK, nanos));
        } catch (Throwable t) {
            throw new AssertionError("prctl", t);
        }
    }

    int poll(MemorySegment descriptors, long count, MemorySegment timeout) {
        try {
            return result((int) PPOLL.invokeExact(state, descriptors, count, timeout, MemorySegment.NULL));
        } catch (Throwable t) {
            throw new AssertionError("ppoll", t);
        }
    }

    int eventDescriptor() {
        try {
            return result((int) EVENTFD.invokeExact(state, 0, O_NONBLOCK | O_CLOEXEC));
        } catch (Throwable t) {
            throw new AssertionError("eventfd", t);
        }
    }

    private int result(int returned) {
        return returned >= 0 ? returned : -(int) ERRNO.get(state, 0L);
    }
}
