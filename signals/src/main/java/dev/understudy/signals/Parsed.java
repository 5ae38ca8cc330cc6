package dev.understudy.signals;

import dev.understudy.core.signal.Price;
import dev.understudy.core.signal.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is read from a feed, item by item. An item that makes no sense is left out, unless most do not. */
final class Parsed {
    /** Items that a feed may have. */
    static final int ITEMS_MAX = 50_000;

    private final List<Signal> signals = new ArrayList<>();
    private final List<Price> prices = new ArrayList<>();
    private int items;
    private int refused;
    private String firstFault = "";

    /** Reads one item. */
    interface Item {
        /** @throws IllegalArgumentException when the item makes no sense */
        void read() throws FeedFault;
    }

    /** Reads one item, and counts it among those left out where it makes no sense. */
    void item(Item item) throws FeedFault {
        if (++items > ITEMS_MAX) {
            throw new FeedFault("has more than " + ITEMS_MAX + " items; allowed: at most so many");
        }
        try {
            item.read();
        } catch (IllegalArgumentException e) {
            refused++;
            firstFault = firstFault.isEmpty() ? "item " + items + ": " + e.getMessage() : firstFault;
        }
    }

    void add(Signal signal) {
        signals.add(signal);
    }

    void add(Price price) {
        prices.add(price);
    }

    /** @throws FeedFault when more than half of the items made no sense: this is another format */
    Parsed checked() throws FeedFault {
        if (refused * 2 > items) {
            throw new FeedFault(refused + " of its " + items + " items make no sense, the first: " + firstFault);
        }
        return this;
    }

    /** What a person should know of the items left out, if there are any. */
    Optional<String> note() {
        return refused == 0
                ? Optional.empty()
                : Optional.of(
                        refused + " of " + items + " items make no sense and are left out, the first: " + firstFault);
    }

    List<Signal> signals() {
        return signals;
    }

    List<Price> prices() {
        return prices;
    }
}
