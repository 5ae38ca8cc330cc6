package dev.understudy.signals;

/** A feed that cannot be fetched or understood, in one sentence. */
final class FeedFault extends Exception {
    private static final long serialVersionUID = 1L;

    FeedFault(String message) {
        super(message);
    }
}
