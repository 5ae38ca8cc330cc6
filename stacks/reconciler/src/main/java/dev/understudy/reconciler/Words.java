package dev.understudy.reconciler;

import dev.understudy.core.weights.Provision;
import dev.understudy.core.weights.WeightsRevision;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Sentences made of revisions and faults. */
final class Words {
    private static final int MESSAGE_MAX = 500;

    private Words() {}

    /** What the stack's history shows for an update. The revision numbers in it make it unlike any other. */
    static String message(Collection<WeightsRevision> revisions) {
        var message = revisions.stream()
                .sorted(Comparator.comparingLong(WeightsRevision::number))
                .map(revision -> "weights of " + revision.change().service() + " to "
                        + revision.change().weights().inPercent()
                        + beside(revision.change().provision()) + " (revision " + revision.number() + "): "
                        + revision.change().reason().sentence())
                .collect(Collectors.joining("; "))
                .replace('\n', ' ');
        return message.length() > MESSAGE_MAX ? message.substring(0, MESSAGE_MAX) : message;
    }

    /** Sizes and writer, where the revision says something of them. */
    private static String beside(Provision provision) {
        var said = new StringBuilder();
        provision
                .instances()
                .forEach((zone, instances) -> said.append(", ")
                        .append(instances)
                        .append(instances == 1 ? " instance in " : " instances in ")
                        .append(zone));
        provision.writer().ifPresent(zone -> said.append(", writes in ").append(zone));
        return said.toString();
    }

    /** What a fault says; its kind when it says nothing. */
    static String of(Exception fault) {
        String message = fault.getMessage();
        return message == null ? fault.getClass().getSimpleName() : message;
    }
}
