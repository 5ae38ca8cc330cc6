package dev.understudy.cli.demo;

import java.util.List;

/**
 * One migration as the journal has it.
 *
 * @param id its name
 * @param kind planned, evacuation or drill
 * @param from the zone it left
 * @param to the zone it went to
 * @param states the states it went through
 */
record Passage(String id, String kind, String from, String to, List<String> states) {
    Passage {
        states = List.copyOf(states);
    }
}
