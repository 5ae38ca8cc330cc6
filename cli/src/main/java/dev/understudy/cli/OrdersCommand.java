package dev.understudy.cli;

import dev.understudy.ledger.MigrationsView;
import dev.understudy.ledger.json.CoreJson;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code understudy orders list}. */
@Command(
        name = "orders",
        mixinStandardHelpOptions = true,
        description = "Orders that people gave: holds, pins, pauses, stops and what waits.")
final class OrdersCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name list");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the orders that hold now: who, why, until when, and what each does now.")
    void list(
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "${COMPLETION-CANDIDATES}.")
                    OutputFormat output,
            @Mixin LedgerOptions options) {
        try (var ledger = options.open(Path.of(""))) {
            var view = MigrationsView.of(LedgerReading.all(ledger));
            var table = new Table("ORDER", "WHAT", "SERVICE", "BY", "UNTIL", "NOW", "REASON");
            var json = new ArrayList<Map<String, Object>>();
            for (var one : view.live(InstantSource.system().instant())) {
                var order = one.order();
                var now = SagaWords.now(one, view);
                table.row(
                        one.number(),
                        SagaWords.what(order),
                        SagaWords.about(order),
                        order.owner(),
                        SagaWords.until(order),
                        now.isEmpty() ? "-" : String.join("; ", now),
                        order.reason());
                var fields = new LinkedHashMap<String, Object>();
                fields.put("number", one.number());
                fields.put("order", order);
                fields.put("now", now);
                json.add(fields);
            }
            var out = spec.commandLine().getOut();
            switch (output) {
                case TEXT -> table.print(out);
                case JSON -> out.println(CoreJson.write(json));
            }
            out.flush();
        }
    }
}
