package dev.understudy.reconciler;

import dev.understudy.ledger.StackId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a reconciler works with.
 *
 * @param stack the stack whose weights it applies
 * @param project directory of the program, with its {@code Pulumi.yaml}
 * @param engine directory with {@code pulumi} and its language hosts; empty: {@code pulumi} on PATH
 * @param provider launcher of the provider, which is kept warm and attached
 * @param environment set for engine and provider on top of the reconciler's own environment
 * @param workDirectory where it keeps its files: the provider's trace and the note of a running update
 * @param pace how quick and how patient it is
 */
public record ReconcilerConfig(
        StackId stack,
        Path project,
        Optional<Path> engine,
        Path provider,
        Map<String, String> environment,
        Path workDirectory,
        Pace pace) {
    public ReconcilerConfig {
        project = project.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /**
     * How quick and how patient.
     *
     * @param debounce waited after a revision was noticed, so that those recorded together are applied together
     * @param updateLimit after which an update is asked to end, then made to
     * @param lockWarning after which a stack that somebody else holds is called a failure; it is waited for all the same
     * @param quiet after the last move, before it looks for changes that wait for a person
     * @param lookEvery how often it looks for them while nothing moves
     * @param stopGrace how long a running update may take to end when the reconciler is told to stop
     */
    public record Pace(
            Duration debounce,
            Duration updateLimit,
            Duration lockWarning,
            Duration quiet,
            Duration lookEvery,
            Duration stopGrace) {
        public static final Pace USUAL = new Pace(
                Duration.ofMillis(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30));
    }

    /** The usual pace, and files of its own below {@code home}, the product's directory for this user. */
    public static ReconcilerConfig of(
            StackId stack,
            Path project,
            Optional<Path> engine,
            Path provider,
            Map<String, String> environment,
            Path home) {
        Path own = home.resolve("reconciler")
                .resolve(stack.project())
                .resolve(stack.stack().replace('/', '_'));
        return new ReconcilerConfig(stack, project, engine, provider, environment, own, Pace.USUAL);
    }
}
