package dev.understudy.cli.demo;

import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a person sees of the demo at one glance, and what is new since they last looked. */
final class Picture {
    private static final int BAR_CELLS = 24;

    private final Chronicle chronicle;
    private final Weather weather;
    private final Traffic traffic;
    private final AgentsView agents;
    private final Weights declared;
    private final Set<String> told = new HashSet<>();

    Picture(Chronicle chronicle, Weather weather, Traffic traffic, AgentsView agents, Weights declared) {
        this.chronicle = chronicle;
        this.weather = weather;
        this.traffic = traffic;
        this.agents = agents;
        this.declared = declared;
    }

    /** A sentence for each thing that happened and was not told yet. */
    List<String> news() {
        var news = new ArrayList<String>();
        for (Move move : chronicle.moves(weather.changes())) {
            if (told.add("recorded " + move.revision())) {
                news.add("revision " + move.revision() + ": " + move.weights().inPercent() + ", by " + move.author());
                news.add("  because " + move.reason());
            }
            move.appliedAt()
                    .filter(_ -> told.add("applied " + move.revision()))
                    .ifPresent(at -> news.add("  applied by update "
                            + move.update().orElse(0) + ", "
                            + Duration.between(move.recordedAt(), at).toMillis()
                            + " ms after it was recorded"));
        }
        for (var story : chronicle.migrations()) {
            for (String line : SagaLines.news(story)) {
                if (told.add(line)) {
                    news.add(line);
                }
            }
        }
        for (var notice : chronicle.notices()) {
            if (told.add("notice " + notice.at() + notice.sentence())) {
                news.add("notice: " + notice.sentence());
            }
        }
        return news;
    }

    /** The picture, a line each. */
    List<String> lines(Instant now) {
        var lines = new ArrayList<String>();
        lines.add("");
        var desired =
                chronicle.head().map(revision -> revision.change().weights()).orElse(declared);
        var states = agents.states();
        var leader = AgentLines.leader(states);
        for (ZoneId zone : declared.shares().keySet()) {
            lines.add(line(zone, desired));
            leader.ifPresent(service -> lines.add("           " + AgentLines.zone(service, zone.value())));
        }
        leader.ifPresentOrElse(
                service -> lines.addAll(AgentLines.service(AgentLines.leaderZone(states), service)),
                () -> lines.add("no agent leads"));
        lines.add("saga     "
                + SagaLines.underWay(chronicle.migrations())
                        .map(story -> story.migration().id() + "  " + SagaLines.progress(story.state()))
                        .orElse("watching"));
        AgentLines.data(states).ifPresent(lines::add);
        var stats = traffic.newest();
        lines.add(String.format(
                Locale.ROOT,
                "traffic  sent %d, failed %d, in flight %d, p50 %.1f ms, p99 %.1f ms",
                stats.sent(),
                stats.failed(),
                stats.inFlight(),
                stats.p50Millis(),
                stats.p99Millis()));
        lines.add(String.format(
                Locale.ROOT,
                "writes   acknowledged %d, tried again %d, longest pause %d ms",
                stats.ackedWrites(),
                stats.writesTriedAgain(),
                stats.longestWritePauseMillis()));
        return lines.stream().map(Picture::fit).toList();
    }

    private String line(ZoneId zone, Weights desired) {
        double effective = chronicle
                .balancer()
                .map(view -> view.effective().of(zone) / 100.0)
                .orElse(0.0);
        int cells = (int) Math.round(effective / 100 * BAR_CELLS);
        String health = chronicle
                .balancer()
                .map(view -> view.zones().get(zone))
                .map(seen -> seen.serversUp() + "/" + seen.serversTotal() + " up")
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%-10s %s%s  declared %5.1f  desired %5.1f  effective %5.1f %%  %s",
                zone,
                "#".repeat(cells),
                ".".repeat(BAR_CELLS - cells),
                declared.of(zone) / 100.0,
                desired.of(zone) / 100.0,
                effective,
                health);
    }

    /** A line that wraps would spoil the redraw. */
    private static String fit(String line) {
        int columns = 110;
        return line.length() <= columns ? line : line.substring(0, columns - 1) + "~";
    }
}
