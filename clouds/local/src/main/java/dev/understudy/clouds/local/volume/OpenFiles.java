package dev.understudy.clouds.local.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What processes hold of a tree so that they could go on changing it whatever its name leads to: files open for writing,
 * directories open or worked in, writable shared maps. From {@code /proc}, as Linux documents it in proc(5).
 */
final class OpenFiles {
    private static final Path PROC = Path.of("/proc");
    private static final int ACCESS_MODE = 3;
    private static final int OPENED_AS_PATH = 010_000_000;

    private OpenFiles() {}

    /** Why a process cannot be left stopped as it is. */
    record Hold(long pid, String why) {
        static Hold open(long pid, String file) {
            return new Hold(pid, "holds " + file + " open for writing");
        }

        String sentence() {
            return "process " + pid + " (" + nameOf(pid) + ") " + why;
        }
    }

    /** The first hold of a process; none when it has ended, waited for or not. */
    static Optional<Hold> of(long pid, Path tree) throws IOException {
        Path process = PROC.resolve(Long.toString(pid));
        try {
            Optional<Hold> hold = descriptor(pid, process, tree);
            hold = hold.isPresent() ? hold : place(pid, process, tree);
            return hold.isPresent() ? hold : map(pid, process, tree);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /**
     * The first hold of any process of this machine but the given ones. Processes of other users, whose files cannot be
     * seen, cannot enter the tree either.
     */
    static Optional<Hold> ofOthers(Set<Long> known, Path tree) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                long pid = Long.parseLong(process.getFileName().toString());
                if (!known.contains(pid)) {
                    try {
                        var hold = of(pid, tree);
                        if (hold.isPresent()) {
                            return hold;
                        }
                    } catch (AccessDeniedException _) {
                        // another user's
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Hold> descriptor(long pid, Path process, Path tree) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : all) {
                try {
                    Path file = Files.readSymbolicLink(descriptor);
                    if (isIn(file.toString(), tree) && writes(process, descriptor, file)) {
                        return Optional.of(Hold.open(pid, file.toString()));
                    }
                } catch (NoSuchFileException _) {
                    // closed meanwhile
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return Optional.empty();
    }

    private static boolean writes(Path process, Path descriptor, Path file) throws IOException {
        Path info = process.resolve("fdinfo").resolve(descriptor.getFileName());
        for (String line : Files.readAllLines(info)) {
            if (line.startsWith("flags:")) {
                int flags = Integer.parseInt(line.substring("flags:".length()).strip(), 8);
                boolean reads = (flags & ACCESS_MODE) == 0 || (flags & OPENED_AS_PATH) != 0;
                return !reads || Files.isDirectory(file);
            }
        }
        throw new IOException(info + " has no flags");
    }

    private static Optional<Hold> place(long pid, Path process, Path tree) throws IOException {
        Path directory = Files.readSymbolicLink(process.resolve("cwd"));
        return isIn(directory.toString(), tree) ? Optional.of(Hold.open(pid, directory.toString())) : Optional.empty();
    }

    private static Optional<Hold> map(long pid, Path process, Path tree) throws IOException {
        for (String line : Files.readAllLines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            int path = line.indexOf('/');
            if (path > 0 && isIn(line.substring(path), tree)) {
                String rights = line.split(" ", 3)[1];
                if (rights.contains("w") && rights.endsWith("s")) {
                    return Optional.of(Hold.open(pid, line.substring(path)));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isIn(String path, Path tree) {
        String root = tree.toString();
        return path.startsWith(root) && (path.length() == root.length() || path.charAt(root.length()) == '/');
    }

    private static String nameOf(long pid) {
        try {
            List<String> words =
                    List.of(Files.readString(PROC.resolve(pid + "/cmdline")).split("\0"));
            Path program = Path.of(words.getFirst()).getFileName();
            return program == null ? "without a name" : program.toString();
        } catch (IOException _) {
            return "which has ended";
        }
    }
}
