package dev.understudy.clouds.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command line of a process, whole: what the JDK reads of one ends after 4096 bytes, within a long class path. */
public final class CommandLine {
    private CommandLine() {}

    /** Words with a space between; empty for a process that has ended. */
    public static String of(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ');
        } catch (IOException _) {
            return "";
        }
    }
}
