package dev.understudy.agent.config;

import dev.understudy.core.score.Stakes;
import dev.understudy.core.signal.Places;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.signals.Format;
import dev.understudy.signals.Location;
import dev.understudy.signals.SourceSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads the part of an agent's configuration that names the feeds. */
final class SignalsSection {
    private static final String ZONES = "allowed: a zone id, 1 to 63 lower-case letters, digits and inner hyphens";
    private static final String PLACE = "allowed: a name by which a feed calls the place, 1 to 100 characters";
    private static final int EVERY_SECONDS = 60;
    private static final int FRESH_SECONDS = 900;
    private static final double MONEY_MAX = 1e9;
    private static final int SECONDS_MAX = 90 * 24 * 3600;

    private SignalsSection() {}

    static AgentConfig.Signals read(Section root, List<ConfigFault> faults) {
        return root.optionalSection("signals")
                .map(section -> signals(section, faults))
                .orElse(AgentConfig.Signals.NONE);
    }

    private static AgentConfig.Signals signals(Section section, List<ConfigFault> faults) {
        var places = new TreeMap<ZoneId, Set<String>>();
        section.optionalSection("places")
                .ifPresent(named -> named.names(ZONES, ZoneId::new)
                        .forEach((zone, field) ->
                                places.put(zone, Set.copyOf(named.texts(field, PLACE, SignalsSection::place)))));
        var sources = new ArrayList<SourceSpec>();
        var names = new HashSet<String>();
        for (Section source : section.optionalSections("sources", "allowed: a list of objects")) {
            int before = faults.size();
            var spec = source(source);
            source.refuseOthers();
            if (spec.isEmpty() || faults.size() > before) {
                continue;
            }
            if (!names.add(spec.get().name())) {
                source.fault("name", "allowed: each source once; " + spec.get().name() + " comes twice");
            }
            sources.add(spec.get());
        }
        var stakes =
                section.optionalSection("stakes").map(SignalsSection::stakes).orElse(Stakes.NONE);
        section.refuseOthers();
        return new AgentConfig.Signals(new Places(places), sources, stakes);
    }

    private static Stakes stakes(Section section) {
        double breakCost = section.decimal("breakCost", 0, 0, MONEY_MAX);
        var preferences = new TreeMap<ZoneId, Double>();
        section.optionalSection("preferences")
                .ifPresent(named -> named.names(ZONES, ZoneId::new)
                        .forEach((zone, field) ->
                                preferences.put(zone, named.decimal(field, 0, -MONEY_MAX, MONEY_MAX))));
        section.refuseOthers();
        return new Stakes(breakCost, preferences);
    }

    private static Optional<SourceSpec> source(Section section) {
        var name = section.text(
                "name", "allowed: 1 to 63 lower-case letters, digits and inner hyphens", SignalsSection::name);
        var format = section.text("format", "allowed: " + Format.words(), SignalsSection::format);
        var file = section.optionalText("file", "allowed: an absolute path", SignalsSection::file);
        var url = section.optionalText(
                "url",
                "allowed: https://, or http:// to this machine, without a name or password",
                SignalsSection::url);
        int every = section.integer("everySeconds", EVERY_SECONDS, 1, SECONDS_MAX);
        int fresh = section.integer("freshForSeconds", Math.max(FRESH_SECONDS, 3 * every), every, SECONDS_MAX);
        var places = section.optionalTexts("places", PLACE, SignalsSection::place);
        var type = section.optionalText("instanceType", "allowed: a name such as m7g.large", SignalsSection::place);
        var location = file.<Location>map(Function.identity()).or(() -> url);
        if (file.isPresent() == url.isPresent()) {
            section.fault("url", "needed: either file or url");
            return Optional.empty();
        }
        if (name.isEmpty() || format.isEmpty() || location.isEmpty()) {
            return Optional.empty();
        }
        if (format.get() == Format.CALENDAR && places.isEmpty()) {
            section.fault("places", "needed: whom the calendar concerns, since it does not say; such as a zone id");
            return Optional.empty();
        }
        return Optional.of(new SourceSpec(
                name.get(),
                format.get(),
                location.get(),
                Duration.ofSeconds(every),
                Duration.ofSeconds(fresh),
                Set.copyOf(places),
                type));
    }

    private static String name(String text) {
        if (!text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static Format format(String text) {
        return Format.of(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static Location.File file(String text) {
        return new Location.File(Path.of(text));
    }

    private static Location.Http url(String text) {
        return new Location.Http(URI.create(text));
    }

    private static String place(String text) {
        if (text.isBlank() || text.length() > 100) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
