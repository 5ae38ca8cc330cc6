package dev.understudy.agent.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used. It carries every fault, not just the first; nothing was started. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<ConfigFault> faults;

    public ConfigException(String source, List<ConfigFault> faults) {
        super(faults.stream()
                .map(fault -> source + ": " + fault.sentence())
                .collect(Collectors.joining(System.lineSeparator())));
        this.faults = List.copyOf(faults);
    }

    /** At least one. */
    public List<ConfigFault> faults() {
        return faults;
    }
}
