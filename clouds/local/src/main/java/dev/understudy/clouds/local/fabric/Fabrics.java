package dev.understudy.clouds.local.fabric;

import java.io.IOException;
import java.util.random.RandomGenerator;

/** Finds the best fabric that this machine and this user allow. */
public final class Fabrics {
    /** What was chosen, and why not something better; {@code why} is empty when it was asked for or is the best. */
    public record Choice(Fabric fabric, String why) {}

    /** What may be asked for. */
    public enum Wish {
        AUTO,
        TUN,
        VETH,
        LOOPBACK
    }

    private static final String TRIAL = "trial";

    private Fabrics() {}

    /**
     * @param wish a kind, or the best that works
     * @param secondOctet of every address, 1 to 254
     * @param random decides jitter and loss
     * @throws IOException when the kind asked for does not work here
     */
    public static Choice choose(Wish wish, int secondOctet, RandomGenerator random) throws IOException {
        return switch (wish) {
            case TUN -> new Choice(tun(secondOctet, random), "");
            case VETH -> new Choice(veth(secondOctet), "");
            case LOOPBACK -> new Choice(new LoopbackFabric(secondOctet), "");
            case AUTO -> best(secondOctet, random);
        };
    }

    private static Choice best(int secondOctet, RandomGenerator random) {
        String why;
        try {
            return new Choice(tun(secondOctet, random), "");
        } catch (IOException e) {
            why = "a TUN fabric does not work here (" + e.getMessage() + ")";
        }
        try {
            return new Choice(veth(secondOctet), why);
        } catch (IOException e) {
            return new Choice(
                    new LoopbackFabric(secondOctet), why + ", nor do network namespaces (" + e.getMessage() + ")");
        }
    }

    private static Fabric tun(int secondOctet, RandomGenerator random) throws IOException {
        return tried(new TunFabric(secondOctet, random));
    }

    private static Fabric veth(int secondOctet) throws IOException {
        return tried(new VethFabric(secondOctet));
    }

    /** Makes and removes one place, so that a fabric that is chosen works. */
    private static Fabric tried(Fabric fabric) throws IOException {
        try {
            fabric.open(TRIAL, 1);
            fabric.close(TRIAL);
            return fabric;
        } catch (IOException e) {
            fabric.close();
            throw e;
        }
    }
}
