package dev.understudy.agent.loop;

import dev.understudy.core.control.Event;
import dev.understudy.core.signal.Places;
import dev.understudy.core.signal.Reading;
import dev.understudy.core.signal.SignalBook;
import dev.understudy.signals.SignalSource;
import dev.understudy.signals.SourceSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the feeds, each on a loop of its own so that a slow one holds up no other, and tells every service what is
 * announced. A feed that cannot be read is tried again when its time comes; what it said before grows old.
 */
public final class SignalBoard {
    private static final Logger LOG = LoggerFactory.getLogger(SignalBoard.class);

    private final Places places;
    private final Mailbox mailbox;
    private final InstantSource clock;
    private final ConcurrentSkipListMap<String, Reading> readings = new ConcurrentSkipListMap<>();
    private final Map<String, String> said = new ConcurrentHashMap<>();

    /** @param sources that will be read; each is unknown until it was */
    public SignalBoard(Places places, List<SourceSpec> sources, Mailbox mailbox, InstantSource clock) {
        this.places = places;
        this.mailbox = mailbox;
        this.clock = clock;
        sources.forEach(source -> readings.put(source.name(), Reading.never(source.name(), source.freshFor())));
        if (!sources.isEmpty()) {
            tell();
        }
    }

    /** Reads a feed once, and says how long to wait before the next time. */
    public Duration read(SignalSource source) throws InterruptedException {
        var reading = source.read(clock.instant());
        readings.put(reading.source(), reading);
        tell();
        say(source, reading.problem().or(source::note).orElse(""));
        return source.spec().every();
    }

    /** Everything that is announced now. */
    public SignalBook book() {
        return new SignalBook(places, List.copyOf(readings.values()));
    }

    private void tell() {
        mailbox.offerToAll(new Event.SignalsRead(clock.instant(), book()));
    }

    /** Each thing once, not every minute. */
    private void say(SignalSource source, String problem) {
        String name = source.spec().name();
        if (!problem.equals(said.put(name, problem)) && !problem.isEmpty()) {
            LOG.warn("signals of {}: {}", name, problem);
        }
    }
}
