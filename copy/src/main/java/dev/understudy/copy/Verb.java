package dev.understudy.copy;

import java.util.Locale;

/** What a connection to a {@link TreeTarget} is for: its first line, in lower case. Answered by {@link #READY}, or a sentence. */
enum Verb {
    /** The rest of the connection is rsync's. */
    RSYNC,
    /** Answered by one line: {@code ok HASH FILES BYTES}, or {@code error} and a sentence. */
    HASH,
    /** As {@link #HASH}, after the links of the tree were made what they are at the source. */
    FINISH,
    /** As {@link #FINISH}, with the content of those files only whose paths follow the first line. */
    SEAL;

    /** The target's first line when it will do what is asked. */
    static final String READY = "ready";

    /** Longest first line, and longest answer. */
    static final int LINE_BYTES_MAX = 1_000;

    String line() {
        return name().toLowerCase(Locale.ROOT) + "\n";
    }
}
