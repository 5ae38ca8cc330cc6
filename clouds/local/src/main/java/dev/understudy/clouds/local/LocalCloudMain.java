package dev.understudy.clouds.local;

import dev.understudy.clouds.local.fabric.Fabrics;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The local cloud's daemon. It prints one line, {@code ready fabric=KIND pid=PID socket=PATH}, when it can be used, and
 * ends with SIGTERM, SIGINT, or the process named by {@code --die-with}; whatever ends it, ends all it started.
 */
public final class LocalCloudMain {
    private static final String USAGE = "usage: LocalCloudMain --dir DIR [--fabric auto|tun|veth|loopback]"
            + " [--die-with PID] [--network 1..254] [--seed N]";

    private LocalCloudMain() {}

    public static void main(String[] arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        try {
            var host = LocalCloudHost.start(options);
            host.endWhenDone();
            System.out.println(host.readyLine());
            System.out.flush();
            host.awaitEnd();
        } catch (Exception e) {
            System.err.println("the local cloud cannot start: "
                    + Optional.ofNullable(e.getMessage()).orElse(e.toString()));
            Runtime.getRuntime().halt(1);
        }
    }

    /**
     * @param directory where everything of the cloud is
     * @param fabric which kind
     * @param dieWith process to end with
     * @param network second octet of every address
     * @param seed of the generator that decides jitter and loss
     */
    record Options(Path directory, Fabrics.Wish fabric, OptionalLong dieWith, int network, long seed) {
        static Options parse(String[] arguments) {
            Optional<Path> directory = Optional.empty();
            var fabric = Fabrics.Wish.AUTO;
            OptionalLong dieWith = OptionalLong.empty();
            int network = 77;
            long seed = 1;
            for (int at = 0; at < arguments.length; at += 2) {
                if (at + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[at] + " has no value");
                }
                String value = arguments[at + 1];
                switch (arguments[at]) {
                    case "--dir" -> directory = Optional.of(Path.of(value).toAbsolutePath());
                    case "--fabric" -> fabric = wish(value);
                    case "--die-with" -> dieWith = OptionalLong.of(number("--die-with", value, 1, Integer.MAX_VALUE));
                    case "--network" -> network = (int) number("--network", value, 1, 254);
                    case "--seed" -> seed = number("--seed", value, Long.MIN_VALUE, Long.MAX_VALUE);
                    default -> throw new IllegalArgumentException("unknown option " + arguments[at]);
                }
            }
            return new Options(
                    directory.orElseThrow(() -> new IllegalArgumentException("--dir is missing")),
                    fabric,
                    dieWith,
                    network,
                    seed);
        }

        private static Fabrics.Wish wish(String value) {
            for (Fabrics.Wish wish : Fabrics.Wish.values()) {
                if (wish.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return wish;
                }
            }
            throw new IllegalArgumentException("--fabric is \"" + value + "\"; allowed: auto, tun, veth, loopback");
        }

        private static long number(String option, String value, long low, long high) {
            try {
                long number = Long.parseLong(value);
                if (number >= low && number <= high) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // said below
            }
            throw new IllegalArgumentException(
                    option + " is \"" + value + "\"; allowed: whole numbers from " + low + " to " + high);
        }
    }
}
