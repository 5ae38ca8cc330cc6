package dev.understudy.clouds.local.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** What a process can be told by the kernel alone, at once and without another process. Numbers are Linux's. */
public enum Signal {
    HANGUP(1),
    INTERRUPT(2),
    QUIT(3),
    KILL(9),
    CONTINUE(18),
    STOP(19);

    private static final MethodHandle SEND = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("kill"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final int number;

    Signal(int number) {
        this.number = number;
    }

    /** Sends it; false when there is no such process, or it is not ours to tell. */
    public boolean to(long pid) {
        if (pid <= 1) {
            throw new IllegalArgumentException("process is " + pid + "; allowed: above 1");
        }
        try {
            return (int) SEND.invokeExact(Math.toIntExact(pid), number) == 0;
        } catch (Throwable t) {
            throw new AssertionError("kill", t);
        }
    }
}
