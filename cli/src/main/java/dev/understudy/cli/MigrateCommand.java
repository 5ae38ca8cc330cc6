package dev.understudy.cli;

import dev.understudy.core.orders.Order;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy migrate}. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Move a service to a zone, warm and step by step, and tell its steps.",
            "The plan goes to stdout, the progress to stderr. The dry run prints the same plan, byte for byte."
        },
        footer = {"", "Example: understudy migrate shop --to zone-b --reason \"works on the cooling of zone-a\""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; with --no-wait accepted, with --dry-run planned",
            "1:failed; the last line on stderr says why",
            "2:wrong usage",
            "3:refused, by the leading agent or by the ledger",
            "4:rolled back, or left as it stood",
            "5:nobody answered and the order was withdrawn, or it is not over in time and goes on",
            "6:waits for a second person",
            "130:stopped by Ctrl-C; what was accepted goes on"
        })
final class MigrateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    @SuppressWarnings("NullAway.Init")
    private String service;

    @Option(names = "--to", required = true, paramLabel = "ZONE", description = "The zone it shall go to.")
    @SuppressWarnings("NullAway.Init")
    private String to;

    @Option(names = "--dry-run", description = "Print the plan and do nothing.")
    private boolean dryRun;

    @Option(
            names = "--force",
            description =
                    "Overrule holds, pins, pauses, freezes and maintenance windows; a second person must approve.")
    private boolean force;

    @Mixin
    private final WatchOptions options = new WatchOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        var command = spec.commandLine();
        return options.give(
                service,
                (id, ledger) -> new Order.What.Migrate(OrderOptions.zone("--to", to, id, ledger), dryRun, force),
                command.getOut(),
                command.getErr());
    }
}
