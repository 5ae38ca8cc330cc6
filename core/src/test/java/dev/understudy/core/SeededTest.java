package dev.understudy.core;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs many times, each time with another {@link Chance}. Its display name is the seed, so a red line is
 * its own replay: {@code -Dseed=4711} runs that history and no other. Seeds follow from the method's name, so that two
 * runs of the same code try the same histories; {@code -Dtries=1000} tries more of them by hand.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeededTries.class)
public @interface SeededTest {
    /** How many histories to try, at least 1. */
    int tries() default 100;
}
