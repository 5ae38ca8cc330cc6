package dev.understudy.reconciler;

/** The reconciler cannot start: no engine, no project, no stack, no provider. The message is one sentence. */
public final class ReconcilerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReconcilerException(String sentence) {
        super(sentence);
    }

    public ReconcilerException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
