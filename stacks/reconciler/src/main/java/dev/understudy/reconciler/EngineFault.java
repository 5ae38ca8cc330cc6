package dev.understudy.reconciler;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says in one sentence why the engine gave up. */
final class EngineFault {
    private static final int LENGTH_MAX = 400;
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*[mK]");
    private static final Pattern NO_STACK = Pattern.compile("no stack named '([^']*)' found");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private EngineFault() {}

    /** Whether the engine gave up because somebody else's update holds the stack. */
    static boolean isLock(String printed) {
        return printed.contains("the stack is currently locked by")
                || printed.contains("Another update is currently in progress")
                || printed.contains("[409] Conflict");
    }

    /** The sentence for what the engine printed, or for the errors its log holds. */
    static String explain(String printed, List<String> errors) {
        String text = COLOUR.matcher(printed).replaceAll("");
        if (text.contains("incorrect passphrase") || text.contains("passphrase must be set")) {
            return "the engine cannot open the stack's secrets: PULUMI_CONFIG_PASSPHRASE"
                    + " (or PULUMI_CONFIG_PASSPHRASE_FILE) is wrong or not set";
        }
        var missing = NO_STACK.matcher(text);
        if (missing.find()) {
            return "there is no stack \"" + missing.group(1) + "\" in this backend; name another or create it with"
                    + " pulumi stack init, then run pulumi up once";
        }
        if (text.contains("no Pulumi.yaml project file found")) {
            return "there is no Pulumi.yaml in the project directory or above it";
        }
        String said = errors.isEmpty()
                ? text.lines().filter(line -> !line.isBlank()).collect(Collectors.joining(" "))
                : errors.stream().distinct().collect(Collectors.joining(" "));
        said = BLANKS.matcher(COLOUR.matcher(said).replaceAll(""))
                .replaceAll(" ")
                .strip();
        said = said.startsWith("error: ") ? said.substring("error: ".length()) : said;
        said = said.length() > LENGTH_MAX ? said.substring(0, LENGTH_MAX) + "…" : said;
        return said.isEmpty() ? "the engine gave no reason" : said;
    }

    /** Who holds the stack, in the engine's own words. */
    static String lockHolder(String printed) {
        return printed.lines()
                .filter(line -> line.contains(": created by "))
                .map(line -> line.substring(line.indexOf(": created by ") + ": created by ".length())
                        .strip())
                .collect(Collectors.collectingAndThen(
                        Collectors.joining("; "), held -> held.isEmpty() ? "another update" : held));
    }
}
