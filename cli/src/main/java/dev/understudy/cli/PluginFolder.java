package dev.understudy.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Where the engine looks for the provider, and how it gets there. */
public final class PluginFolder {
    private static final String CACHE = "provider.aot";
    private static final long TRAINING_SECONDS = 60;

    private PluginFolder() {}

    /** The provider's launcher, as built. */
    public static Path launcher() {
        return Optional.ofNullable(System.getenv("UNDERSTUDY_PROVIDER"))
                .map(Path::of)
                .filter(Files::isExecutable)
                .orElseThrow(
                        () -> new CliException("the provider is not built; start by ./understudy, which builds it"));
    }

    /**
     * Copies the provider into an engine's home, replacing what an earlier build of this version left, and trains its
     * start-up cache there: the cache holds for the very files it was trained on.
     *
     * @return the plugin's folder
     */
    public static Path install(Path pulumiHome) {
        Path built = launcher().toAbsolutePath().resolve("../..").normalize();
        Path plugins = pulumiHome.resolve("plugins");
        Path target = plugins.resolve("resource-understudy-v" + version());
        try {
            Files.createDirectories(plugins);
            Path next = Files.createTempDirectory(plugins, ".understudy-");
            Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-xr-x"));
            copy(built, next);
            remove(target);
            Files.move(next, target);
            train(target);
            return target;
        } catch (IOException fault) {
            throw new CliException("the plugin cannot be written to " + target + ": " + fault, fault);
        }
    }

    /** Without its cache the provider works too, and starts slower. */
    private static void train(Path plugin) throws IOException {
        Files.deleteIfExists(plugin.resolve(CACHE));
        try {
            var training = new ProcessBuilder(
                            plugin.resolve("bin/make-aot-cache").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            training.getOutputStream().close();
            if (!training.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS)) {
                training.destroy();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String version() {
        String number = Version.number();
        return number.equals("development") ? "0.1.0" : number;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
