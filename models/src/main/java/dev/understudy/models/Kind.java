package dev.understudy.models;

import dev.understudy.core.forecast.Learned;
import dev.understudy.core.forecast.Outlook;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** The kinds of series that there are learned models for. */
public enum Kind {
    ROUND_TRIP("rtt", Outlook.ROUND_TRIP),
    DEMAND("demand", Outlook.DEMAND);

    private final String word;
    private final Outlook outlook;

    Kind(String word, Outlook outlook) {
        this.word = word;
        this.outlook = outlook;
    }

    /** How far the models look. */
    public Outlook outlook() {
        return outlook;
    }

    /** The series that the shipped models were trained on. */
    public Seen seen() {
        try (var text = resource(word + "-seen.txt")) {
            return Seen.load(text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read which series a model has seen", e);
        }
    }

    /** Trees that see only the newest values, as anyone would train them: by horizon and level. */
    public Trees[][] plain(OptionalInt withoutFold) {
        try (var compressed = resource(file("plain", withoutFold))) {
            return LearnedQuantiles.read(compressed, outlook);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file("plain", withoutFold), e);
        }
    }

    /**
     * The shipped models: trained on all series, or on all outside one fold, for honest grades on the series of that fold.
     * Empty for demand: what was learnt of some series did not help on others.
     */
    public Optional<Learned> learned(OptionalInt withoutFold) {
        if (this == DEMAND) {
            return Optional.empty();
        }
        try (var corrections = resource(file("correction", withoutFold));
                var plain = resource(file("plain", withoutFold))) {
            return Optional.of(LearnedQuantiles.load(corrections, plain, outlook));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file("correction", withoutFold), e);
        }
    }

    String file(String model, OptionalInt withoutFold) {
        return word + "-" + model + (withoutFold.isPresent() ? "-without-" + withoutFold.getAsInt() : "-all")
                + ".txt.gz";
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(Kind.class.getResourceAsStream(name), name);
    }
}
