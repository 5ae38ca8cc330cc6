package dev.understudy.core.orders;

import dev.understudy.core.explain.Because;
import dev.understudy.core.weights.Author;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The orders of a stack, folded: which of them hold at a time. An order ends when it expires or when a later one releases
 * it; a release has no end, so that what was released does not come back.
 *
 * @param given all orders, the oldest first
 */
public record Orders(List<Given> given) {
    public static final Orders NONE = new Orders(List.of());

    public Orders {
        given = given.stream()
                .sorted(Comparator.comparingLong(Given::number))
                .distinct()
                .toList();
    }

    /** The orders in whatever sequence they were read. */
    public static Orders of(List<Given> given) {
        return new Orders(given);
    }

    /** What holds at this time. */
    public Live at(Instant now) {
        Set<Long> released = new HashSet<>();
        for (Given one : given) {
            if (one.order().what() instanceof Order.What.Release(long number) && number < one.number()) {
                released.add(number);
            }
        }
        return new Live(given.stream()
                .filter(one -> !(one.order().what() instanceof Order.What.Release))
                .filter(one -> !released.contains(one.number()))
                .filter(one -> one.order().expires().map(now::isBefore).orElse(true))
                .toList());
    }

    /** What sort of move is asked about. */
    public enum Move {
        /** Decided by an agent, or ordered without force. */
        PLANNED,
        /** Practice. */
        DRILL,
        /** The zone is failing. */
        EVACUATION,
        /** Ordered with force and approved by a second person: overrules all but the stop. */
        FORCED
    }

    /**
     * The orders that hold at a time. A stop is over everything; then come pins, pauses and holds, of which the oldest
     * gives its sentence.
     *
     * @param given neither expired nor released, the oldest first
     */
    public record Live(List<Given> given) {
        public Live {
            given = List.copyOf(given);
        }

        /** Why a move of a service to a zone may not begin. */
        public Optional<Because> blocksStart(ServiceId service, ZoneId to, Move move) {
            var stop = stop();
            if (stop.isPresent() || move == Move.FORCED) {
                return stop;
            }
            var pin = pinTo(service).filter(one -> !one.zone().equals(to));
            if (pin.isPresent() || move == Move.EVACUATION) {
                return pin.map(Pinned::because);
            }
            return pause(service).or(() -> oldest(service, Order.What.Hold.class, "held"));
        }

        /** Why a move of a service that is under way may not take its next step. */
        public Optional<Because> blocksStep(ServiceId service, Move move) {
            var stop = stop();
            if (stop.isPresent() || move == Move.FORCED || move == Move.EVACUATION) {
                return stop;
            }
            return pause(service);
        }

        /** Why a move of a service to this zone, under way, must go back: the service was pinned to another zone since. */
        public Optional<Because> turnsBack(ServiceId service, ZoneId to, Move move) {
            return move == Move.FORCED
                    ? Optional.empty()
                    : pinTo(service).filter(one -> !one.zone().equals(to)).map(Pinned::because);
        }

        /** The zone a service is pinned to: by the newest of its pins. */
        public Optional<ZoneId> desiredZone(ServiceId service) {
            return pinTo(service).map(Pinned::zone);
        }

        /** The stop, if one holds. */
        public Optional<Because> stop() {
            return given.stream()
                    .filter(one -> one.order().what() instanceof Order.What.Stop)
                    .findFirst()
                    .map(one -> sentence("stopped", one));
        }

        /** The oldest migration, roll-back or drill that was ordered for a service. */
        public Optional<Given> nextCommand(ServiceId service) {
            return commands(service).stream().findFirst();
        }

        /** The migrations, roll-backs and drills that were ordered for a service, the oldest first. */
        public List<Given> commands(ServiceId service) {
            return given.stream()
                    .filter(one -> about(one, service))
                    .filter(one -> switch (one.order().what()) {
                        case Order.What.Migrate _, Order.What.RollBack _, Order.What.Drill _ -> true;
                        case Order.What.Hold _,
                                Order.What.Pin _,
                                Order.What.Pause _,
                                Order.What.Stop _,
                                Order.What.Approve _,
                                Order.What.Release _ -> false;
                    })
                    .toList();
        }

        /**
         * Whether a second person approved.
         *
         * @param subject number of an order, or name of a migration
         * @param owner whose approval does not count: nobody approves what is their own
         */
        public boolean approved(String subject, Author owner) {
            return approval(subject, owner).isPresent();
        }

        /** The approval of a subject by another person than its owner. */
        public Optional<Given> approval(String subject, Author owner) {
            return given.stream()
                    .filter(one -> one.order().what() instanceof Order.What.Approve(String approved)
                            && approved.strip().equals(subject.strip()))
                    .filter(one -> one.order().owner().kind() == Author.Kind.PERSON
                            && !one.order().owner().name().equals(owner.name()))
                    .findFirst();
        }

        private Optional<Because> pause(ServiceId service) {
            return oldest(service, Order.What.Pause.class, "paused");
        }

        private Optional<Because> oldest(ServiceId service, Class<? extends Order.What> kind, String verb) {
            return given.stream()
                    .filter(one ->
                            about(one, service) && kind.isInstance(one.order().what()))
                    .findFirst()
                    .map(one -> sentence(verb, one));
        }

        private Optional<Pinned> pinTo(ServiceId service) {
            Optional<Pinned> newest = Optional.empty();
            for (Given one : given) {
                if (about(one, service) && one.order().what() instanceof Order.What.Pin(ZoneId zone)) {
                    newest = Optional.of(new Pinned(zone, sentence("pinned to " + zone, one)));
                }
            }
            return newest;
        }

        private static boolean about(Given one, ServiceId service) {
            return one.order().service().map(service::equals).orElse(true);
        }

        private static Because sentence(String verb, Given one) {
            var order = one.order();
            return Because.quoting(verb + " by " + order.owner().name()
                    + order.expires().map(end -> " until " + end).orElse(" until released") + " (order "
                    + one.number() + "): " + order.reason());
        }

        private record Pinned(ZoneId zone, Because because) {}
    }
}
