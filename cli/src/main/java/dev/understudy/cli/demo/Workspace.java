package dev.understudy.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;

/**
 * The folder of one demo: everything it writes is in here.
 *
 * @param folder readable by its owner only
 */
record Workspace(Path folder) implements AutoCloseable {
    static Workspace create() {
        try {
            return new Workspace(Files.createTempDirectory("us-demo-"));
        } catch (IOException fault) {
            throw new UncheckedIOException(
                    "no folder can be made under " + System.getProperty("java.io.tmpdir"), fault);
        }
    }

    Path cloud() {
        return folder.resolve("cloud");
    }

    Path socket() {
        return cloud().resolve("cloud.sock");
    }

    Path ledger() {
        return folder.resolve("demo.ledger");
    }

    Path project() {
        return folder.resolve("project");
    }

    Path logs() {
        return folder.resolve("logs");
    }

    /** Keeps the stack's passphrase where its owner alone can read it, and returns the file. */
    Path secret(String passphrase) {
        try {
            Path file = Files.createFile(
                    folder.resolve("passphrase"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, passphrase);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Removes the folder and all in it. */
    @Override
    public void close() {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
