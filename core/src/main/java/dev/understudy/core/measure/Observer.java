package dev.understudy.core.measure;

import dev.understudy.core.zone.ZoneId;

/** Somebody who sees zones from outside. Two observers are independent when they do not share their eyes. */
public sealed interface Observer {
    /** The agent in a zone. What it says of its own zone is not counted. */
    record Agent(ZoneId zone) implements Observer {
        @Override
        public String toString() {
            return zone.toString();
        }
    }

    /** The load balancer: its own checks, errors and response times. */
    record Balancer() implements Observer {
        @Override
        public String toString() {
            return "balancer";
        }
    }
}
