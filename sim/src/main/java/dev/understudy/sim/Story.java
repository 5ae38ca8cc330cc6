package dev.understudy.sim;

import dev.understudy.ledger.LedgerRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A history in lines that a person can read. */
final class Story {
    private Story() {}

    private record Line(long at, String text) {}

    static List<String> of(Run.Outcome outcome) {
        var lines = new ArrayList<Line>();
        var world = outcome.world();
        for (Happening.Timed timed : world.plan().happenings()) {
            if (timed.at() <= world.time().now()) {
                lines.add(new Line(
                        timed.at(), "          happens: " + timed.what() + " until " + seconds(timed.until())));
            }
        }
        for (LedgerRecord record : world.chain().read(0, Integer.MAX_VALUE)) {
            lines.add(line(record));
        }
        lines.sort(java.util.Comparator.comparingLong(Line::at));
        var told = new ArrayList<String>();
        world.plan()
                .services()
                .forEach(service -> told.add(service.declared() + " load " + service.requestsPerSecond()));
        lines.forEach(line -> told.add(seconds(line.at()) + "  " + line.text()));
        world.traffic()
                .forEach((service, traffic) ->
                        told.add(service + ": " + traffic.sent() + " requests, lost " + traffic.lost()));
        world.agents()
                .forEach((zone, agent) -> agent.states()
                        .forEach((service, state) -> told.add("agent of " + zone + ", " + service + ": "
                                + state.decision().explain() + " (" + state.lease() + ")")));
        outcome.violation().ifPresent(broken -> {
            told.add(seconds(world.time().now()) + "  VIOLATION " + broken.getMessage());
            if (broken.getCause() != null) {
                for (var frame : broken.getCause().getStackTrace()) {
                    told.add("      " + frame);
                }
            }
        });
        outcome.unrest().filter(_ -> outcome.violation().isEmpty()).ifPresent(why -> told.add("NOT AT REST " + why));
        told.add("history " + outcome.digest());
        return told;
    }

    private static Line line(LedgerRecord record) {
        return switch (record) {
            case LedgerRecord.Revised(var _, var revision) ->
                new Line(
                        Timeline.millis(revision.at()),
                        "revision " + revision.number() + " "
                                + revision.change().service() + " "
                                + revision.change().weights().inPercent() + " "
                                + revision.change().provision().instances() + " "
                                + revision.change().author() + ": "
                                + revision.change().reason());
            case LedgerRecord.Journaled(var sequence, var entry, var at) ->
                new Line(
                        Timeline.millis(at),
                        "journal " + sequence + " " + entry.service() + " "
                                + entry.state().getClass().getSimpleName() + " by " + entry.author() + ": "
                                + entry.because());
            case LedgerRecord.AppliedTo(var _, var application) ->
                new Line(
                        Timeline.millis(application.appliedAt()),
                        "applied revision " + application.revision() + " of " + application.service());
            case LedgerRecord.Noticed(var _, var notice) -> new Line(Timeline.millis(notice.at()), notice.sentence());
            case LedgerRecord.Ordered(var number, var order) ->
                new Line(Timeline.millis(order.at()), "order " + number + " " + order.what() + " by " + order.owner());
            case LedgerRecord.Answered answered ->
                new Line(
                        Timeline.millis(answered.answer().at()),
                        "answer to " + answered.answer().order() + " "
                                + answered.answer().verdict() + ": "
                                + answered.answer().text().lines().findFirst().orElse(""));
        };
    }

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%7.1f s", millis / 1_000.0);
    }
}
