package dev.understudy.core.saga;

/**
 * How far a pre-copy has come.
 *
 * @param round from 1
 * @param copiedBytes bytes sent so far, all rounds
 * @param dirtyBytes bytes that still differ, as far as known
 * @param copyBytesPerSecond rate of the last round
 * @param mutationBytesPerSecond rate at which the source changes
 */
public record CopyProgress(
        int round, long copiedBytes, long dirtyBytes, double copyBytesPerSecond, double mutationBytesPerSecond) {}
