/**
 * How much better the shadow would be, and how likely a move is. Imports zone, explain, forecast,
 * measure, migrate and scorecard.
 */
package dev.understudy.core.score;
