/**
 * When a move is worth its cost: rules whose total cost is bounded whatever the costs do and whatever was forecast (proofs
 * in {@code docs/decision-rule.md}). Imports forecast only.
 */
package dev.understudy.core.decide;
