package dev.understudy.ledger;

import dev.understudy.ledger.json.CoreJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A line of the ledger's file: a JSON object whose last property is the SHA-256 of the bytes before it (with the closing
 * brace that they would have without it). What is hashed is what stands in the file, so no canonical form is needed.
 */
final class ChainLine {
    /** What the file begins with. */
    record Header(String format, String project, String stack, Instant createdAt) {
        static final String FORMAT = "understudy-ledger/1";
    }

    /**
     * What every other line holds.
     *
     * @param previous hash of the line before, lower-case hex SHA-256
     * @param key by which the writer knows a repeated request
     * @param record with its sequence number
     */
    record Entry(String previous, Optional<String> key, LedgerRecord record) {}

    /** A value and the hash of its line. */
    record Verified<T>(T value, String hash) {}

    private static final String SEAL = ",\"hash\":\"";
    private static final int HEX = 64;
    private static final int SEALED = SEAL.length() + HEX + 2;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern END = Pattern.compile(",\"hash\":\"[0-9a-f]{64}\"}");

    private ChainLine() {}

    /** The line of a value, with the line feed at its end. */
    static byte[] encode(Object value) {
        byte[] body = CoreJson.writeBytes(value);
        String open = new String(body, 0, body.length - 1, StandardCharsets.UTF_8);
        return (open + SEAL + sha256(body) + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The hash that a line from {@link #encode} ends in. */
    static String hashOf(byte[] encoded) {
        return new String(encoded, encoded.length - 3 - HEX, HEX, StandardCharsets.US_ASCII);
    }

    /**
     * Reads a line without its line feed.
     *
     * @param where names the line, for the fault
     * @throws LedgerException when the line is not what was written
     */
    static <T> Verified<T> decode(byte[] line, Class<T> type, String where) {
        int end = line.length - SEALED;
        String seal = end < 1 ? "" : new String(line, end, SEALED, StandardCharsets.ISO_8859_1);
        if (!seal.startsWith(SEAL) || !seal.endsWith("\"}")) {
            throw Faults.corrupt(where + " was changed: it does not end in its hash; restore the file from a backup");
        }
        String said = seal.substring(SEAL.length(), SEAL.length() + HEX);
        byte[] body = Arrays.copyOf(line, end + 1);
        body[end] = '}';
        String found = sha256(body);
        if (!HASH.matcher(said).matches() || !said.equals(found)) {
            throw Faults.corrupt(where + " was changed: its bytes hash to " + brief(found) + " but it says "
                    + brief(said) + "; restore the file from a backup");
        }
        try {
            return new Verified<>(CoreJson.read(body, type), found);
        } catch (IllegalArgumentException e) {
            throw new LedgerException(
                    LedgerException.Kind.CORRUPT, where + " is whole but not understood: " + e.getMessage(), e);
        }
    }

    /**
     * Whether bytes that no line feed ends hold a whole line with something after it: no writer that died in the middle
     * of a write leaves that.
     */
    static boolean hidesAWholeLine(byte[] tail) {
        var ends = END.matcher(new String(tail, StandardCharsets.ISO_8859_1));
        while (ends.find()) {
            if (ends.end() < tail.length && isWhole(Arrays.copyOf(tail, ends.end()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether bytes are a whole line that lacks nothing but its line feed. */
    static boolean isWhole(byte[] line) {
        int end = line.length - SEALED;
        if (end < 1) {
            return false;
        }
        byte[] body = Arrays.copyOf(line, end + 1);
        body[end] = '}';
        String seal = new String(line, end, SEALED, StandardCharsets.ISO_8859_1);
        return seal.equals(SEAL + sha256(body) + "\"}");
    }

    static String brief(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) + "…" : hash;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
