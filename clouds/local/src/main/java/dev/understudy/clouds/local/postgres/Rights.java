package dev.understudy.clouds.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * As whom databases run: never as user 0, which PostgreSQL and PgBouncer refuse.
 *
 * @param prefix what to put before a command
 * @param user number of the owner of their files; negative when the files are ours
 * @param group likewise
 */
record Rights(List<String> prefix, int user, int group) {
    private static final int OURS = -1;

    private static final Path USERS = Path.of("/etc/passwd");

    /**
     * @param root whether we are the machine's root
     * @param directory what they must be able to reach
     */
    static Rights choose(boolean root, Path directory) throws IOException {
        if (root) {
            return lesser(directory);
        }
        boolean mapped = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        return new Rights(mapped ? List.of("unshare", "-U", "--map-user=1000", "--") : List.of(), OURS, OURS);
    }

    /** Hands a file or a tree over to them. */
    void give(Path path) throws IOException {
        if (user < 0) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path each : paths.toList()) {
                Files.setAttribute(each, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(each, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private static Rights lesser(Path directory) throws IOException {
        String[] user = {};
        try (Stream<String> lines = Files.lines(USERS)) {
            for (String[] entry : lines.map(line -> line.split(":", -1)).toList()) {
                if (entry[0].equals("postgres") || entry[0].equals("nobody") && user.length == 0) {
                    user = entry;
                }
            }
        }
        if (user.length < 4) {
            throw new IOException("there is neither a user postgres nor a user nobody to run databases as");
        }
        var prefix = new ArrayList<>(List.of("setpriv", "--reuid=" + user[2], "--regid=" + user[3], "--init-groups"));
        if (!reachable(directory)) {
            prefix.addAll(List.of("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"));
        }
        prefix.add("--");
        return new Rights(List.copyOf(prefix), Integer.parseInt(user[2]), Integer.parseInt(user[3]));
    }

    private static boolean reachable(Path directory) throws IOException {
        for (Path at = directory.toRealPath(); at != null; at = at.getParent()) {
            if (!Files.getPosixFilePermissions(at, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
