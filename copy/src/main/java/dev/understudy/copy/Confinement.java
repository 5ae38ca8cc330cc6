package dev.understudy.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the rsync at a target is locked into its tree. */
enum Confinement {
    /** Root: its root directory is the tree, and it runs as the tree's owner. */
    CHROOT,
    /** An ordinary user: rsync's own rules for paths, and links made harmless while it writes. */
    RULES,
    /**
     * Root of a user namespace that may not change groups, which rsync's daemon would do as root: it runs as an ordinary
     * user in a namespace within, with the same rules.
     */
    NESTED_RULES;

    /** The strictest that this process can do. */
    static Confinement strictest() {
        try {
            if (effectiveUser() != 0) {
                return RULES;
            }
            return Files.readString(Path.of("/proc/self/setgroups")).strip().equals("allow") ? CHROOT : NESTED_RULES;
        } catch (IOException e) {
            throw new IllegalStateException("/proc is not readable: " + e.getMessage(), e);
        }
    }

    /** The daemon's command, its standard streams being the connection. */
    List<String> command(Path configuration) {
        var command = new ArrayList<String>();
        if (this == NESTED_RULES) {
            command.addAll(List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--"));
        }
        command.addAll(List.of(Rsync.program(), "--server", "--daemon", "--config=" + configuration, "."));
        return command;
    }

    /** The daemon's configuration, for one tree and nothing else. */
    String configuration(Path tree, Path log) throws IOException {
        boolean chroot = this == CHROOT;
        return """
                use chroot = %s
                munge symlinks = %s
                reverse lookup = no
                log file = %s
                max verbosity = 1
                timeout = 60
                [%s]
                path = %s
                read only = no
                list = no
                numeric ids = yes
                refuse options = devices specials owner group copy-links copy-dirlinks keep-dirlinks
                %s
                """.formatted(
                        chroot ? "yes" : "no",
                        chroot ? "no" : "yes",
                        log,
                        TreeTarget.MODULE,
                        tree,
                        chroot ? "uid = " + owner(tree, "unix:uid") + "\ngid = " + owner(tree, "unix:gid") : "");
    }

    /** The user this process acts as: the second number of its status. */
    private static int effectiveUser() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Uid:")) {
                return Integer.parseInt(line.strip().split("\\s+", -1)[2]);
            }
        }
        throw new IOException("/proc/self/status names no user");
    }

    private static int owner(Path path, String attribute) throws IOException {
        return (Integer) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
    }
}
