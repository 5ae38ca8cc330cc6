package dev.understudy.core.saga;

import dev.understudy.core.explain.Because;

/** How a task ended. */
public sealed interface TaskEnd {
    Because because();

    /** It is done, now or since long. */
    record Done(Because because) implements TaskEnd {}

    /** It cannot be done as things are; nothing of it is left half done. */
    record Refused(Because because) implements TaskEnd {}

    /** It failed or its end is not known; the same task may be asked for again. */
    record Failed(Because because) implements TaskEnd {}
}
