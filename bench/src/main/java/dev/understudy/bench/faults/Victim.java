package dev.understudy.bench.faults;

import java.util.Locale;

/** What is killed. */
enum Victim {
    LEADER,
    RECONCILER,
    PULUMI_UP,
    PROVIDER,
    HAPROXY,
    PRIMARY,
    STANDBY;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
