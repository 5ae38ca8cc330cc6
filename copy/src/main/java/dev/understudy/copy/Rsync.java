package dev.understudy.copy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One run of rsync at the source. */
final class Rsync {
    private static final Pattern NUMBER = Pattern.compile("^(.+?): ([0-9]+)(?: .*)?$");
    private static final int COMPLAINTS_MAX = 20;
    /** Part of a file, or some of them, could not be copied: a file was cut short under the reader. */
    private static final int PARTIAL = 23;
    /** Files vanished while they were listed. */
    private static final int VANISHED = 24;

    /** What it says of a file that was replaced, removed or cut short while it was read, and of the end of such a run. */
    private static final Pattern CHANGED = Pattern.compile(
            "vanished|failed verification|No data available|No such file or directory|some files/attrs were not");

    private Rsync() {}

    /**
     * How a run ended.
     *
     * @param clean whether all that was there was copied; files that vanished meanwhile are none
     * @param changed whether the source changed under the run so that a file was left out
     * @param why what rsync said when it was not clean
     * @param files number of files sent, or that would be
     * @param bytes size of these files
     * @param literalBytes bytes of them that the target did not have
     * @param sentBytes bytes on the wire
     */
    record End(boolean clean, boolean changed, String why, long files, long bytes, long literalBytes, long sentBytes) {}

    /** The rsync of this machine: the one that was found at the start of the product, or the path's. */
    static String program() {
        return System.getenv().getOrDefault("UNDERSTUDY_RSYNC", "rsync");
    }

    /** The command, without what only one sort of run needs. */
    static List<String> command(Path source, long bytesPerSecondMax, boolean dryRun) {
        var command = new ArrayList<>(List.of(
                program(),
                "-rlpt",
                "--no-devices",
                "--no-specials",
                "--delete-delay",
                "--modify-window=-1", // to the nanosecond: else what is written twice in a second is sent once
                "--partial-dir=" + TreeHash.PARTIAL,
                "--stats",
                "--no-human-readable",
                "--timeout=30",
                "--rsh=" + Relay.COMMAND));
        if (dryRun) {
            command.add("--dry-run");
        }
        if (bytesPerSecondMax > 0) {
            command.add("--bwlimit=" + Math.max(1, bytesPerSecondMax / 1024));
        }
        command.add("--");
        command.add(source + "/");
        command.add("target::" + TreeTarget.MODULE + "/");
        return command;
    }

    /**
     * Waits for a run.
     *
     * @param started gets the process as soon as it is there, so that another thread can end it
     */
    static End run(List<String> command, Consumer<Map<String, String>> environment, Consumer<Process> started)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("RSYNC"));
        builder.environment().put("LC_ALL", "C");
        environment.accept(builder.environment());
        var process = builder.start();
        started.accept(process);
        process.getOutputStream().close();
        var complaints = new ArrayList<String>();
        var reader = Thread.ofPlatform().daemon().name("copy-complaints").start(() -> complain(process, complaints));
        var numbers = new HashMap<String, Long>();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var matcher = NUMBER.matcher(line);
                if (matcher.matches()) {
                    numbers.put(matcher.group(1), Long.parseLong(matcher.group(2)));
                }
            }
        }
        int code = process.waitFor();
        reader.join();
        return new End(
                code == 0 || code == VANISHED,
                code == PARTIAL
                        && complaints.stream()
                                .allMatch(line -> CHANGED.matcher(line).find()),
                why(code, complaints),
                numbers.getOrDefault("Number of regular files transferred", 0L),
                numbers.getOrDefault("Total transferred file size", 0L),
                numbers.getOrDefault("Literal data", 0L),
                numbers.getOrDefault("Total bytes sent", 0L));
    }

    /** The sentence that says the cause is mostly the first: the others follow from it. */
    private static String why(int code, List<String> complaints) {
        return complaints.isEmpty()
                ? "rsync ended with code " + code
                : String.join(" | ", complaints.subList(0, Math.min(2, complaints.size())));
    }

    private static void complain(Process process, List<String> complaints) {
        try (var lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (complaints.size() < COMPLAINTS_MAX && !line.isBlank()) {
                    complaints.add(line.strip());
                }
            }
        } catch (IOException _) {
            // It was ended; whoever did so knows why.
        }
    }
}
