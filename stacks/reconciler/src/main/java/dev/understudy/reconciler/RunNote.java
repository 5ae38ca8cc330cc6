package dev.understudy.reconciler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The note of a running update, kept in a file while it runs, so that a reconciler that was killed can tell its own
 * stale lock from anybody else's.
 *
 * <p>A file backend locks a stack by a file that names process and host, and a killed update leaves it behind for ever.
 * The reconciler removes such a file only if the note proves that it is its own and that nobody holds it: the same
 * process number, host and machine, and either an earlier boot, or this boot, the same process namespace, and no such
 * process. Any other lock is a person's to judge.
 *
 * @param pid process of the engine
 * @param host name of the host, as the engine writes it into the lock
 * @param machine identity of the installed system; empty when it has none
 * @param boot identity of the boot
 * @param processes identity of the process namespace
 */
record RunNote(long pid, String host, String machine, String boot, String processes) {
    private static final Pattern LOCK =
            Pattern.compile("(file://[^\\s?]*\\.json)(?:\\?\\S*)?: created by \\S*@(\\S+) \\(pid (\\d+)\\)");

    /** The note of a process that runs here. */
    static RunNote here(long pid) {
        return new RunNote(
                pid,
                hostName(),
                read(Path.of("/etc/machine-id")),
                read(Path.of("/proc/sys/kernel/random/boot_id")),
                namespace());
    }

    static Optional<RunNote> parse(String json) {
        JsonNode note = Json.parse(json);
        return note.path("pid").isNumber()
                ? Optional.of(new RunNote(
                        note.path("pid").asLong(),
                        note.path("host").asString(""),
                        note.path("machine").asString(""),
                        note.path("boot").asString(""),
                        note.path("processes").asString("")))
                : Optional.empty();
    }

    String json() {
        return JsonMapper.shared().writeValueAsString(this);
    }

    /** Whether the noted process has surely ended, seen from here. */
    boolean hasEnded(RunNote here, boolean pidIsAlive) {
        if (machine.isEmpty() || boot.isEmpty() || !machine.equals(here.machine) || !host.equals(here.host)) {
            return false;
        }
        return !boot.equals(here.boot) || (processes.equals(here.processes) && !pidIsAlive);
    }

    /** The lock file that the engine names, if it is the noted process's own and the only one. */
    Optional<Path> ownLock(String printed) {
        var locks = LOCK.matcher(printed);
        if (!locks.find()) {
            return Optional.empty();
        }
        boolean own = locks.group(2).equals(host) && Long.parseLong(locks.group(3)) == pid;
        Path file = Path.of(URI.create(locks.group(1)).getPath());
        return own && !locks.find() ? Optional.of(file) : Optional.empty();
    }

    /** Removes a lock file if it still says what the note says. */
    boolean remove(Path lock) throws IOException {
        try {
            JsonNode content = Json.parse(Files.readString(lock));
            if (content.path("pid").asLong(-1) != pid
                    || !content.path("hostname").asString("").equals(host)) {
                return false;
            }
            Files.deleteIfExists(lock.resolveSibling(lock.getFileName() + ".attrs"));
            return Files.deleteIfExists(lock);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private static String hostName() {
        String name = read(Path.of("/proc/sys/kernel/hostname"));
        if (!name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "";
        }
    }

    private static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
