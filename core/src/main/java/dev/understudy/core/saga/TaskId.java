package dev.understudy.core.saga;

/**
 * Names a task: the same piece of work of the same migration has the same name, whoever leads.
 *
 * @param about migration or purpose, such as {@code shop-7} or {@code refresh}
 * @param work what is done, such as {@code pre-copy} or {@code cut-over}
 * @param attempt from 1; another attempt after a failure is another task
 */
public record TaskId(String about, String work, int attempt) {
    @Override
    public String toString() {
        return about + "/" + work + "/" + attempt;
    }
}
