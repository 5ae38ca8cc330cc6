package dev.understudy.signals;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/** Where a feed is. */
public sealed interface Location {
    /** A file that something else writes. */
    record File(Path path) implements Location {
        public File {
            if (!path.isAbsolute()) {
                throw new IllegalArgumentException("file is " + path + "; allowed: an absolute path");
            }
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** An address that is asked with GET. */
    record Http(URI address) implements Location {
        private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

        public Http {
            boolean safe = "https".equals(address.getScheme())
                    || "http".equals(address.getScheme()) && HERE.contains(String.valueOf(address.getHost()));
            if (!safe || address.getHost() == null || address.getUserInfo() != null) {
                throw new IllegalArgumentException("url is \"" + address
                        + "\"; allowed: https://, or http:// to this machine, without a name or password");
            }
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }
}
