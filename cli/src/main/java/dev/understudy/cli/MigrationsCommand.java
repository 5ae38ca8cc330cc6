package dev.understudy.cli;

import dev.understudy.core.orders.Given;
import dev.understudy.core.saga.MigrationId;
import dev.understudy.ledger.MigrationStory;
import dev.understudy.ledger.MigrationsView;
import dev.understudy.ledger.json.CoreJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code understudy migrations list|show}. */
@Command(
        name = "migrations",
        mixinStandardHelpOptions = true,
        description = "List migrations and show what each did, from the ledger alone.")
final class MigrationsCommand implements Runnable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    /** Width of what stands before a sentence in a line with a time. */
    private static final int PREFIX = 57;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of list, show");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List the migrations of the stack, newest first.")
    void list(
            @Option(names = "--service", paramLabel = "SERVICE", description = "Of this service. Default: all.")
                    @Nullable
                    String service,
            @Option(
                            names = {"-n", "--limit"},
                            defaultValue = "20",
                            description = "At most this many. Default: 20.")
                    int limit,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "${COMPLETION-CANDIDATES}.")
                    OutputFormat output,
            @Mixin LedgerOptions options) {
        if (limit < 1) {
            throw new UsageException("--limit is " + limit + "; allowed: 1 or more");
        }
        try (var ledger = options.open(Path.of(""))) {
            var only = service == null ? null : OrderOptions.service(service, ledger);
            var now = InstantSource.system().instant();
            var stories = MigrationsView.of(LedgerReading.all(ledger)).migrations().reversed().stream()
                    .filter(story ->
                            only == null || story.migration().id().service().equals(only))
                    .limit(limit)
                    .toList();
            var out = spec.commandLine().getOut();
            switch (output) {
                case TEXT -> table(stories, now).print(out);
                case JSON ->
                    out.println(CoreJson.write(
                            stories.stream().map(story -> summary(story, now)).toList()));
            }
            out.flush();
        }
    }

    private static Table table(List<MigrationStory> stories, Instant now) {
        var table = new Table("MIGRATION", "KIND", "FROM", "TO", "STATE", "BEGAN", "TOOK", "BY", "WHY");
        for (var story : stories) {
            var migration = story.migration();
            table.row(
                    migration.id(),
                    SagaWords.kind(migration),
                    migration.from(),
                    migration.to(),
                    SagaWords.standing(story),
                    TIME.format(story.steps().getFirst().at()),
                    seconds(story.took(now)),
                    migration.by(),
                    migration.why());
        }
        return table;
    }

    private static Map<String, Object> summary(MigrationStory story, Instant now) {
        var migration = story.migration();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("migration", migration.id().toString());
        fields.put("kind", SagaWords.kind(migration));
        fields.put("from", migration.from());
        fields.put("to", migration.to());
        fields.put("state", SagaWords.standing(story));
        fields.put("began", story.steps().getFirst().at());
        fields.put("tookMillis", story.took(now).toMillis());
        fields.put("by", migration.by());
        fields.put("why", migration.why().sentence());
        return fields;
    }

    private static String seconds(Duration span) {
        return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1_000.0);
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Show a migration: its states with times and sentences, its revisions, tasks, orders and answers, and what it "
                            + "gave up.")
    void show(
            @Parameters(index = "0", paramLabel = "MIGRATION", description = "Its name, such as shop-7.") String name,
            @Option(
                            names = {"-o", "--output"},
                            defaultValue = "text",
                            description = "${COMPLETION-CANDIDATES}.")
                    OutputFormat output,
            @Mixin LedgerOptions options) {
        MigrationId id;
        try {
            id = MigrationId.parse(name);
        } catch (IllegalArgumentException fault) {
            throw new UsageException(String.valueOf(fault.getMessage()), fault);
        }
        try (var ledger = options.open(Path.of(""))) {
            var view = MigrationsView.of(LedgerReading.all(ledger));
            var story = view.migration(id)
                    .orElseThrow(() -> new CliException("migration " + id + " is not in the ledger of " + ledger.stack()
                            + "; understudy migrations list shows those that are"));
            var orders = orders(story, view);
            var out = spec.commandLine().getOut();
            switch (output) {
                case TEXT -> print(story, orders, view, out);
                case JSON -> {
                    var fields = new LinkedHashMap<String, Object>();
                    fields.put("story", story);
                    fields.put("orders", orders);
                    fields.put(
                            "answers",
                            orders.stream()
                                    .flatMap(one -> view.answers(one.number()).stream())
                                    .toList());
                    out.println(CoreJson.write(fields));
                }
            }
            out.flush();
        }
    }

    /** The order it came of, and those about the service that were given while it was under way. */
    private static List<Given> orders(MigrationStory story, MigrationsView view) {
        var migration = story.migration();
        long first = story.steps().getFirst().sequence();
        long last = story.end().map(MigrationStory.End::sequence).orElse(Long.MAX_VALUE);
        return view.orders().given().stream()
                .filter(one -> one.number() == migration.order()
                        || (one.number() > first
                                && one.number() < last
                                && one.order()
                                        .service()
                                        .map(migration.id().service()::equals)
                                        .orElse(true)))
                .toList();
    }

    private static void print(MigrationStory story, List<Given> orders, MigrationsView view, PrintWriter out) {
        var migration = story.migration();
        var first = story.steps().getFirst();
        var now = InstantSource.system().instant();
        out.println("Migration " + migration.id() + ", " + SagaWords.kind(migration) + ", " + migration.from() + " -> "
                + migration.to() + ", by " + migration.by());
        out.println("  because  " + migration.why());
        out.println("  state    " + SagaWords.standing(story) + ", " + seconds(story.took(now))
                + (story.end().isPresent() ? " after it began" : " since it began"));
        migration.givenUp().forEach(gone -> out.println("  gave up  " + gone));
        out.println("States");
        for (var step : story.steps()) {
            line(
                    out,
                    first.at(),
                    step.at(),
                    step.state().phase(),
                    step.because().sentence());
        }
        story.end()
                .ifPresent(end -> line(
                        out,
                        first.at(),
                        end.at(),
                        SagaWords.standing(story),
                        end.because().sentence()));
        if (!story.moves().isEmpty()) {
            out.println("Revisions");
        }
        for (var move : story.moves()) {
            var revision = move.revision();
            line(
                    out,
                    first.at(),
                    revision.at(),
                    "revision " + revision.number(),
                    SagaWords.place(revision)
                            + move.application()
                                    .map(done -> ", in force "
                                            + Duration.between(revision.at(), done.appliedAt())
                                                    .toMillis()
                                            + " ms later")
                                    .orElse(", waits"));
        }
        if (!story.tasks().isEmpty()) {
            out.println("Tasks");
        }
        for (var task : story.tasks()) {
            line(out, first.at(), task.endedAt(), SagaWords.task(task.task()), SagaWords.ended(task));
        }
        print(orders, first.at(), view, out);
    }

    private static void print(List<Given> orders, Instant begun, MigrationsView view, PrintWriter out) {
        if (!orders.isEmpty()) {
            out.println("Orders");
        }
        for (var one : orders) {
            var order = one.order();
            line(
                    out,
                    begun,
                    order.at(),
                    "order " + one.number(),
                    SagaWords.what(order) + ", by " + order.owner() + ": " + order.reason());
            for (var answered : view.answers(one.number())) {
                var answer = answered.answer();
                String verdict =
                        answer.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
                line(
                        out,
                        begun,
                        answer.at(),
                        "",
                        verdict + " by " + answered.author() + ": "
                                + answer.text().strip().replace("\n", "\n" + " ".repeat(PREFIX)));
            }
        }
    }

    private static void line(PrintWriter out, Instant begun, Instant at, String what, String sentence) {
        double after = Duration.between(begun, at).toMillis() / 1_000.0;
        out.println("  " + TIME.format(at) + String.format(Locale.ROOT, "%+10.1f s  %-16s ", after, what) + sentence);
    }
}
