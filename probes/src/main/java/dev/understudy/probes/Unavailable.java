package dev.understudy.probes;

import dev.understudy.core.measure.ProbeKind;

/**
 * A kind of probe that was asked for and cannot run here. No window is reported for it; the other kinds run.
 *
 * @param kind what cannot run
 * @param why one sentence: what is missing and how to get it
 */
public record Unavailable(ProbeKind kind, String why) {}
