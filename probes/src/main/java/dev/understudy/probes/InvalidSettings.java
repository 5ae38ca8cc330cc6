package dev.understudy.probes;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for settings that cannot work. It carries every fault that was found, not the first one only. */
public final class InvalidSettings extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public InvalidSettings(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong, in the order of the settings; never empty. */
    public List<Fault> faults() {
        return faults;
    }

    static void throwIfAny(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidSettings(faults);
        }
    }
}
