package dev.understudy.sim;

/** Something happened that must never happen. */
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String rule;

    /**
     * @param rule that was broken, in a few words
     * @param sentence what broke it
     */
    Violation(String rule, String sentence) {
        super(rule + ": " + sentence);
        this.rule = rule;
    }

    String rule() {
        return rule;
    }
}
