package dev.understudy.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Optional;

/** Where the engine looks for the provider, and how it gets there. */
public final class PluginFolder {
    private static final String BINARY = "pulumi-resource-understudy";

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
     * Copies the provider into an engine's home, replacing what an earlier build of this version left.
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
            copy(built.resolve("lib"), next.resolve("lib"));
            Files.copy(built.resolve("bin").resolve(BINARY), next.resolve(BINARY), StandardCopyOption.COPY_ATTRIBUTES);
            remove(target);
            Files.move(next, target);
            return target;
        } catch (IOException fault) {
            throw new CliException("the plugin cannot be written to " + target + ": " + fault, fault);
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
