package dev.understudy.core.orders;

/**
 * An order with its number.
 *
 * @param number its sequence in the stack's ledger
 */
public record Given(long number, Order order) {}
