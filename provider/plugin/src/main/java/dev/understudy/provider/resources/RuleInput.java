package dev.understudy.provider.resources;

import dev.understudy.core.decide.BoundedRule;
import dev.understudy.core.migrate.Rule;
import dev.understudy.provider.wire.InvalidInput;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** By what a move is decided: given at all is by regret, unless it says otherwise. */
record RuleInput(
        @Nullable Kind kind,
        @Nullable Double moveCost,
        @Nullable Double leastScale,
        @Nullable Double usualScale,
        @Nullable Double mostScale,
        @Nullable Double trust) {
    /** How it is decided that a move is worth it. */
    enum Kind {
        THRESHOLD,
        REGRET
    }

    RuleInput {
        if (kind == Kind.THRESHOLD) {
            only("moveCost", moveCost);
            only("leastScale", leastScale);
            only("usualScale", usualScale);
            only("mostScale", mostScale);
            only("trust", trust);
        } else {
            try {
                var _ = terms(moveCost, leastScale, usualScale, mostScale, trust);
            } catch (IllegalArgumentException wrong) {
                var sentence = String.valueOf(wrong.getMessage());
                throw new InvalidInput(sentence.substring(0, sentence.indexOf(' ')), "policy.rule." + sentence);
            }
        }
    }

    private static void only(String field, @Nullable Double number) {
        if (number != null) {
            throw new InvalidInput(
                    field, "policy.rule." + field + " is " + number + "; allowed: only with kind regret");
        }
    }

    private static BoundedRule.Terms terms(
            @Nullable Double moveCost,
            @Nullable Double leastScale,
            @Nullable Double usualScale,
            @Nullable Double mostScale,
            @Nullable Double trust) {
        var usual = Rule.USUAL;
        return new BoundedRule.Terms(
                moveCost == null ? usual.moveCost() : moveCost,
                leastScale == null ? usual.leastScale() : leastScale,
                usualScale == null ? usual.usualScale() : usualScale,
                mostScale == null ? usual.mostScale() : mostScale,
                trust == null ? usual.trust() : trust);
    }

    Optional<BoundedRule.Terms> core() {
        return kind == Kind.THRESHOLD
                ? Optional.empty()
                : Optional.of(terms(moveCost, leastScale, usualScale, mostScale, trust));
    }
}
