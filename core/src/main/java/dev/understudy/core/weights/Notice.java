package dev.understudy.core.weights;

import java.time.Instant;

/**
 * Something recorded beside the weights that a person should see, such as changes of the program that wait for one.
 *
 * @param about a resource or a part of the product
 * @param sentence what happened
 * @param at when
 */
public record Notice(String about, String sentence, Instant at) {}
