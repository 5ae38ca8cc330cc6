package dev.understudy.signals;

import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Reading;
import dev.understudy.core.zone.Zone;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads one feed again and again. What cannot be read leaves the reading before in force, which grows old; only what
 * concerns the zones at hand is kept. Not for two threads at once.
 */
public final class SignalSource {
    /** How long an answer may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SourceSpec spec;
    private final Feed feed;
    private final Places places;
    private final List<Zone> zones;
    private Reading newest;
    private byte[] body = {};
    private Optional<String> note = Optional.empty();

    SignalSource(SourceSpec spec, Feed feed, Places places, List<Zone> zones) {
        this.spec = spec;
        this.feed = feed;
        this.places = places;
        this.zones = List.copyOf(zones);
        this.newest = Reading.never(spec.name(), spec.freshFor());
    }

    /**
     * A source of a feed.
     *
     * @param client one that follows no redirects
     */
    public static SignalSource of(SourceSpec spec, HttpClient client, Places places, List<Zone> zones) {
        return new SignalSource(spec, Feed.at(spec.location(), client, PATIENCE), places, zones);
    }

    public SourceSpec spec() {
        return spec;
    }

    /** What a person should know of the newest reading, such as items that were left out. */
    public Optional<String> note() {
        return note;
    }

    /** Reads the feed. Blocks for {@link #PATIENCE} at most. */
    public Reading read(Instant now) throws InterruptedException {
        newest = switch (feed.fetch()) {
            case Fetched.Body(var bytes) -> understood(bytes, now);
            case Fetched.Unchanged _ -> understood(body, now);
            case Fetched.Failed(var why) -> newest.failed(spec.location() + " " + why);
        };
        return newest;
    }

    private Reading understood(byte[] bytes, Instant now) {
        try {
            var parsed = spec.format().parse(bytes, new Ask(spec.name(), now, spec.places(), spec.instanceType()));
            var signals = parsed.signals().stream()
                    .filter(signal -> places.concern(signal, zones))
                    .toList();
            var prices = parsed.prices().stream()
                    .filter(price -> places.concern(price, zones))
                    .toList();
            if (signals.size() > Reading.ITEMS_MAX || prices.size() > Reading.ITEMS_MAX) {
                throw new FeedFault("says " + signals.size() + " things and " + prices.size()
                        + " prices about these zones; allowed: at most " + Reading.ITEMS_MAX + " of each");
            }
            note = parsed.note();
            body = bytes;
            feed.understood();
            return new Reading(
                    spec.name(), Optional.of(writtenAt(now)), spec.freshFor(), Optional.empty(), signals, prices);
        } catch (FeedFault fault) {
            return newest.failed(spec.location() + " " + fault.getMessage());
        }
    }

    /**
     * A file is as new as its last change, for nobody can tell whether its writer still lives. A calendar is kept by
     * people, who change it when there is something to change.
     */
    private Instant writtenAt(Instant now) {
        return feed instanceof FileFeed file && spec.format() != Format.CALENDAR
                ? file.writtenAt().filter(at -> at.isBefore(now)).orElse(now)
                : now;
    }
}
