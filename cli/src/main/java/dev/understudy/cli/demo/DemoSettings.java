package dev.understudy.cli.demo;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How the demo shall run.
 *
 * @param headless lines instead of a live picture
 * @param report where to write what happened
 * @param keep whether to stay up at the end
 * @param fabric auto, tun, veth or loopback
 * @param requestsPerSecond rate of the client
 * @param leastRequests the demo goes on until this many were sent
 * @param evacuation whether the primary dies too, after the planned way out and home
 */
public record DemoSettings(
        boolean headless,
        Optional<Path> report,
        boolean keep,
        String fabric,
        int requestsPerSecond,
        long leastRequests,
        boolean evacuation) {}
