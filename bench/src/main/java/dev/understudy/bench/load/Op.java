package dev.understudy.bench.load;

import java.util.Optional;

/**
 * One request of the client, as its log has it.
 *
 * @param write whether it wrote; else it read
 * @param key idempotency key of a write, unique; for a read what was read
 * @param dueMicros when it was to be sent, microseconds since 1970
 * @param sentMicros when a connection was free for it
 * @param doneMicros when its answer was there
 * @param failure why it was not acknowledged; empty when it was. A write that was not acknowledged may have happened
 */
public record Op(
        boolean write, String key, long dueMicros, long sentMicros, long doneMicros, Optional<String> failure) {
    boolean acked() {
        return failure.isEmpty();
    }

    /** One line of the log. */
    String line() {
        return (write ? "W" : "R") + "\t" + key + "\t" + dueMicros + "\t" + sentMicros + "\t" + doneMicros + "\t"
                + failure.map(why -> why.replaceAll("\\s+", " ")).orElse("");
    }

    static Op parse(String line) {
        var fields = line.split("\t", -1);
        if (fields.length != 6) {
            throw new IllegalArgumentException(
                    "a line of the client's log has " + fields.length + " fields, not 6: " + line);
        }
        return new Op(
                fields[0].equals("W"),
                fields[1],
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                fields[5].isEmpty() ? Optional.empty() : Optional.of(fields[5]));
    }
}
