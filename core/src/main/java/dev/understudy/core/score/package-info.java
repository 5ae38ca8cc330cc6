/**
 * How much better the shadow would be, and how likely a move is. Imports zone, explain, forecast, measure and migrate.
 */
package dev.understudy.core.score;
