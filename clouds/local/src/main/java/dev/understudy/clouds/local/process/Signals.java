package dev.understudy.clouds.local.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Stops processes in their tracks, and lets them go on. */
public final class Signals {
    private Signals() {}

    /** The processes do nothing any more, and their connections stay open and silent. */
    public static void stop(Collection<Process> processes) throws IOException {
        send("-STOP", processes);
    }

    public static void resume(Collection<Process> processes) throws IOException {
        send("-CONT", processes);
    }

    private static void send(String signal, Collection<Process> processes) throws IOException {
        var command = new ArrayList<>(List.of("kill", signal));
        processes.stream().filter(Process::isAlive).forEach(process -> command.add(Long.toString(process.pid())));
        if (command.size() == 2) {
            return;
        }
        try {
            int exit = new ProcessBuilder(command).start().waitFor();
            if (exit != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending a signal", e);
        }
    }
}
