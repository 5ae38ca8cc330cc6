/**
 * What is kept of a series of numbers while it streams past: windows, quantiles, level and scale. Imports nothing of
 * ours.
 */
package dev.understudy.core.series;
