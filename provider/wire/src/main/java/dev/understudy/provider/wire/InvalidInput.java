package dev.understudy.provider.wire;

import java.util.List;
import java.util.stream.Collectors;

/** Inputs that cannot be used, with every fault found in them. */
public final class InvalidInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public InvalidInput(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    public InvalidInput(String path, String reason) {
        this(List.of(new Fault(path, reason)));
    }

    public List<Fault> faults() {
        return faults;
    }
}
