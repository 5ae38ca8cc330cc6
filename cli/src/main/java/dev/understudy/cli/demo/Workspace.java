package dev.understudy.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
