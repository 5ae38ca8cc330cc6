package dev.understudy.sim;

import dev.understudy.core.migrate.Decision;
import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Draws a story: a line for each change of a service, with what happened and what was said between them. */
final class Plot {
    private static final int BAR = 20;
    private static final int WIDTH = 116;

    private final World world;
    private final int seconds;
    private final StringBuilder text = new StringBuilder();
    private final Map<ServiceId, String> shown = new TreeMap<>();

    Plot(World world, int seconds) {
        this.world = world;
        this.seconds = seconds;
    }

    void begin() {
        text.append("   time  service  share of the shadow         phase         instances        writer\n");
        for (Happening.Timed timed : world.plan().happenings()) {
            world.time().at(timed.at(), () -> line("* " + Words.of(timed.what())));
            if (timed.until() > timed.at() && timed.until() <= seconds * 1_000L) {
                world.time().at(timed.until(), () -> line("* over: " + Words.of(timed.what())));
            }
        }
        world.ledger().listen(this::recorded);
        world.hear((service, decision) -> {
            if (decision instanceof Decision.Hold || decision instanceof Decision.Advise) {
                line("  " + service + ": " + decision.explain());
            }
        });
        second();
    }

    private void second() {
        for (Plan.Service service : world.plan().services()) {
            show(service);
        }
        if (world.time().now() < seconds * 1_000L) {
            world.time().after(1_000, this::second);
        }
    }

    private void show(Plan.Service service) {
        var id = service.declared().service();
        var weights = world.balancer(id).weights();
        int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        double share = sum == 0 ? 0 : weights.getOrDefault(service.declared().shadow(), 0) / (double) sum;
        var phase = Optional.ofNullable(world.invariants().journal().get(id))
                .map(JournalEntry::state)
                .map(state -> state.phase())
                .orElse("watching");
        int filled = share > 0 && share < 1.0 / BAR ? 1 : (int) Math.round(share * BAR);
        var state = String.format(
                Locale.ROOT,
                "%-7s  |%s%s| %3.0f %%  %-12s  %-15s  %s",
                id,
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                share * 100,
                phase,
                instances(service),
                writer(id));
        if (!state.equals(shown.put(id, state))) {
            line(state);
        }
    }

    private String instances(Plan.Service service) {
        var id = service.declared().service();
        var counts = new StringBuilder();
        world.declaredSizes(service)
                .keySet()
                .forEach(zone -> counts.append(counts.isEmpty() ? "" : " ")
                        .append(letter(zone))
                        .append(':')
                        .append(world.weather().isDead(zone) ? 0 : world.fleet().ready(id, zone)));
        return counts.toString();
    }

    private String writer(ServiceId service) {
        var database = world.databases().get(service);
        if (database == null) {
            return "-";
        }
        var writer = database.writer().map(ZoneId::toString).orElse("nobody");
        return database.isHeld() ? writer + ", clients wait" : writer;
    }

    private static String letter(ZoneId zone) {
        return zone.value().replace("zone-", "");
    }

    private void recorded(LedgerRecord record) {
        switch (record) {
            case LedgerRecord.Journaled(var _, var entry, var _) ->
                line("  " + entry.service() + " is " + entry.state().phase() + ": " + entry.because());
            case LedgerRecord.Revised(var _, var revision) ->
                line("  " + revision.change().service() + " shall be "
                        + revision.change().weights().inPercent()
                        + sizes(revision.change().provision().instances()));
            case LedgerRecord.Ordered(var number, var order) ->
                line("  order " + number + " by " + order.owner().name() + ": " + Words.of(order.what()));
            case LedgerRecord.Answered answered ->
                line("  answer to order " + answered.answer().order() + ": "
                        + answered.answer()
                                .verdict()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' '));
            case LedgerRecord.AppliedTo _, LedgerRecord.Noticed _ -> {}
        }
    }

    private static String sizes(Map<ZoneId, Integer> instances) {
        var sizes = new StringBuilder();
        instances.forEach((zone, count) -> sizes.append(sizes.isEmpty() ? ", with " : ", ")
                .append(count)
                .append(" in ")
                .append(zone));
        return sizes.toString();
    }

    private void line(String what) {
        var time = String.format(Locale.ROOT, "%5d s  ", world.time().now() / 1_000);
        var rest = what;
        var indent = time;
        while (rest.length() > WIDTH) {
            int cut = rest.lastIndexOf(' ', WIDTH);
            text.append(indent).append(rest, 0, cut).append('\n');
            rest = "    " + rest.substring(cut + 1);
            indent = " ".repeat(time.length());
        }
        text.append(indent).append(rest).append('\n');
    }

    String text() {
        return text.toString().stripTrailing();
    }
}
