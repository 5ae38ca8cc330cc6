package dev.understudy.sim;

import dev.understudy.core.saga.JournalEntry;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.ZoneId;
import dev.understudy.ledger.LedgerRecord;
import java.util.List;
import java.util.Optional;

/** What must have come of a story. */
sealed interface Claim {
    /** Why it does not hold; empty when it does. */
    Optional<String> fault(World world);

    /** A zone has all the traffic in the end. */
    record AllIn(ServiceId service, ZoneId zone) implements Claim {
        @Override
        public Optional<String> fault(World world) {
            var weights = world.balancer(service).weights();
            int sum = weights.values().stream().mapToInt(Integer::intValue).sum();
            return weights.getOrDefault(zone, 0) == sum
                    ? Optional.empty()
                    : Optional.of("traffic of " + service + " ends as " + weights + ", not all in " + zone);
        }
    }

    /** At most so many requests were lost. */
    record LostAtMost(ServiceId service, long most) implements Claim {
        @Override
        public Optional<String> fault(World world) {
            long lost = world.traffic().get(service) instanceof Traffic traffic
                    ? traffic.lost().values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    : 0;
            return lost <= most
                    ? Optional.empty()
                    : Optional.of(lost + " requests of " + service + " were lost; allowed are " + most);
        }
    }

    /** The saga went through these states, perhaps with others between them. */
    record Phases(ServiceId service, List<String> phases) implements Claim {
        @Override
        public Optional<String> fault(World world) {
            var seen = Claim.phases(world, service);
            int next = 0;
            for (String phase : seen) {
                next += next < phases.size() && phase.equals(phases.get(next)) ? 1 : 0;
            }
            return next == phases.size()
                    ? Optional.empty()
                    : Optional.of(service + " went through " + seen + ", and not through " + phases);
        }
    }

    /** The saga was never in this state. */
    record Never(ServiceId service, String phase) implements Claim {
        @Override
        public Optional<String> fault(World world) {
            return Claim.phases(world, service).contains(phase)
                    ? Optional.of(service + " was " + phase + ", which it must never be")
                    : Optional.empty();
        }
    }

    /** The writer of the data is in a zone in the end. */
    record WriterIn(ServiceId service, ZoneId zone) implements Claim {
        @Override
        public Optional<String> fault(World world) {
            var writer = Optional.ofNullable(world.databases().get(service)).flatMap(SimDatabase::writer);
            return writer.equals(Optional.of(zone))
                    ? Optional.empty()
                    : Optional.of("the writer of " + service + " is in "
                            + writer.map(ZoneId::toString).orElse("no zone") + ", not in " + zone);
        }
    }

    /** Somebody said this: in a journal entry, a revision, an answer or a decision. */
    record Said(String words) implements Claim {
        @Override
        public Optional<String> fault(World world) {
            boolean said = world.said().stream().anyMatch(sentence -> sentence.contains(words));
            return said ? Optional.empty() : Optional.of("nobody said \"" + words + "\"");
        }
    }

    private static List<String> phases(World world, ServiceId service) {
        return world.chain().read(0, Integer.MAX_VALUE).stream()
                .filter(LedgerRecord.Journaled.class::isInstance)
                .map(record -> ((LedgerRecord.Journaled) record).entry())
                .filter(entry -> entry.service().equals(service))
                .map(JournalEntry::state)
                .map(state -> state.phase())
                .toList();
    }
}
