package dev.understudy.cli;

import dev.understudy.core.orders.Order;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy rollback}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = {
            "Undo the migration of a service that is under way, or the last one while its old zone is still warm."
        },
        footer = {"", "Example: understudy rollback shop --reason \"customers see errors\""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; with --no-wait accepted",
            "1:failed; the last line on stderr says why",
            "2:wrong usage",
            "3:refused, by the leading agent or by the ledger",
            "4:rolled back, or left as it stood",
            "5:nobody answered and the order was withdrawn, or it is not over in time and goes on",
            "6:waits for a second person",
            "130:stopped by Ctrl-C; what was accepted goes on"
        })
final class RollbackCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    @SuppressWarnings("NullAway.Init")
    private String service;

    @Mixin
    private final WatchOptions options = new WatchOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        var command = spec.commandLine();
        return options.give(service, (_, _) -> new Order.What.RollBack(), command.getOut(), command.getErr());
    }
}
