package dev.understudy.copy;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Symbolic links at a target that cannot lock rsync into its tree: while it writes, each link is made harmless by a
 * prefix that leads nowhere, so that nothing is written through it. Once it has ended the prefix is taken away again,
 * from links that stay within the tree.
 */
final class Links {
    private static final String PREFIX = "/rsyncd-munged/";

    private Links() {}

    /** What a link would be without its prefix. */
    static Path wanted(Path target) {
        String text = target.toString();
        return text.startsWith(PREFIX) ? Path.of(text.substring(PREFIX.length())) : target;
    }

    /**
     * Whether a link in this directory leads to a place within the tree. A way up is allowed at its beginning only: later
     * it would start from wherever another link leads.
     */
    static boolean stays(Path root, Path directory, Path target) {
        boolean down = false;
        for (Path part : target) {
            boolean up = part.toString().equals("..");
            if (up && down) {
                return false;
            }
            down |= !up;
        }
        return !target.isAbsolute() && directory.resolve(target).normalize().startsWith(root.normalize());
    }

    /**
     * Makes the links of a tree what they are at the source.
     *
     * @throws IOException when one leads out of the tree, or the tree cannot be read
     */
    static void restore(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isSymbolicLink()) {
                    restore(root, file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void restore(Path root, Path link) throws IOException {
        var now = Files.readSymbolicLink(link);
        var wanted = wanted(now);
        if (wanted.equals(now)) {
            return;
        }
        var directory = link.getParent();
        if (directory == null || !stays(root, directory, wanted)) {
            throw new IOException("link " + root.relativize(link) + " leads to " + wanted
                    + "; allowed: places within the tree, by relative paths");
        }
        Path fresh = directory.resolve("." + link.getFileName() + ".understudy-link");
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, wanted);
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }
}
