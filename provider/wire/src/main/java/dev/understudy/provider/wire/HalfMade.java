package dev.understudy.provider.wire;

import dev.understudy.provider.wire.PropertyValue.Obj;

/** A resource exists, but not all of it could be done: its state is kept, and the next update goes on from there. */
public final class HalfMade extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String id;
    private final transient Obj inputs;
    private final transient Obj outputs;

    /** @param reason one sentence for a person */
    public HalfMade(String id, Obj inputs, Obj outputs, String reason) {
        super(reason);
        this.id = id;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    public String id() {
        return id;
    }

    public Obj inputs() {
        return inputs;
    }

    public Obj outputs() {
        return outputs;
    }
}
