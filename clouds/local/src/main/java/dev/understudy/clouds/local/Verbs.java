package dev.understudy.clouds.local;

import dev.understudy.clouds.spi.CloudError;
import dev.understudy.core.explain.Because;
import dev.understudy.core.saga.TaskEnd;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How whoever migrates a service asks the control plane, and what becomes of its errors. */
public final class Verbs {
    private static final Duration PROGRESS = Duration.ofMillis(500);

    private Verbs() {}

    /** A verb; what the control plane cannot do has failed, and may be tried again. */
    public static TaskEnd tried(Supplier<TaskEnd> verb) {
        try {
            return verb.get();
        } catch (LocalCloudException e) {
            return new TaskEnd.Failed(Because.quoting(String.valueOf(e.getMessage())));
        }
    }

    /** A look at a verb that takes its time. */
    @FunctionalInterface
    public interface Look {
        /** @return whether to look again */
        boolean again();
    }

    /** A verb that is looked at every half second while it runs, and once when it has ended. */
    public static TaskEnd watched(Look look, Supplier<TaskEnd> verb) {
        var done = new CountDownLatch(1);
        var watch = Thread.ofVirtual().name("copy-progress").start(() -> watch(look, done));
        try {
            return tried(verb);
        } finally {
            done.countDown();
            try {
                watch.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void watch(Look look, CountDownLatch done) {
        try {
            boolean ended = false;
            while (!ended) {
                ended = done.await(PROGRESS.toMillis(), TimeUnit.MILLISECONDS);
                if (!look.again()) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** What kind of error it is to those who know clouds in general only. */
    public static CloudError classify(LocalCloudException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case INVALID -> new CloudError.Gone(message);
            case UNAVAILABLE, FAILED -> new CloudError.Unavailable(message);
            case CONFLICT -> new CloudError.Conflict(message);
            case UNSUPPORTED -> new CloudError.Rejected(message);
        };
    }
}
