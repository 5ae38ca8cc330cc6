package dev.understudy.ledger;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Turns faults of the file system into faults of the ledger. */
final class Faults {
    private static final String[] FULL = {"no space left", "quota exceeded", "file too large"};

    private Faults() {}

    static LedgerException of(Path file, String doing, IOException fault) {
        if (isFull(fault)) {
            return new LedgerException(
                    LedgerException.Kind.FULL,
                    "the disk of " + file + " is full: nothing was recorded; free some space and try again",
                    fault);
        }
        if (fault instanceof AccessDeniedException) {
            return new LedgerException(
                    LedgerException.Kind.DENIED,
                    doing + " " + file + " is not allowed for user " + System.getProperty("user.name"),
                    fault);
        }
        String why = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        return new LedgerException(LedgerException.Kind.UNREACHABLE, doing + " " + file + " failed: " + why, fault);
    }

    private static boolean isFull(IOException fault) {
        String message = String.valueOf(fault.getMessage()).toLowerCase(Locale.ROOT);
        return Stream.of(FULL).anyMatch(message::contains);
    }

    static LedgerException corrupt(String sentence) {
        return new LedgerException(LedgerException.Kind.CORRUPT, sentence);
    }

    static LedgerException reusedKey(LedgerRecord before) {
        return invalid("the key of this request was used for another one, recorded at sequence " + before.sequence()
                + "; allowed: a key of its own for each request");
    }

    static LedgerException invalid(String sentence) {
        return new LedgerException(LedgerException.Kind.INVALID, sentence);
    }
}
