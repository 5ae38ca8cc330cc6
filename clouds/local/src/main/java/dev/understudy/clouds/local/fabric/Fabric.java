package dev.understudy.clouds.local.fabric;

import dev.understudy.clouds.local.LinkSpec;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudStatus;
import java.io.IOException;
import java.util.concurrent.Callable;

/** Joins places, and parts them. Calls come from one thread at a time, but for {@link #inside}. */
public sealed interface Fabric extends AutoCloseable permits TunFabric, VethFabric, LoopbackFabric {
    LocalCloudStatus.Fabric kind();

    /** What it is and what it cannot do, for a person. */
    String sentence();

    /**
     * Makes a place and joins it to all others.
     *
     * @param name unique
     * @param number third octet of its address, 1 to 254, unique
     */
    LocalCloudStatus.Place open(String name, int number) throws IOException;

    /** Takes a place away; nothing happens when it is not there. */
    void close(String name) throws IOException;

    /**
     * Makes one direction behave like this from now on.
     *
     * @throws LocalCloudException when this kind of fabric cannot; nothing was changed then
     */
    void link(LinkSpec spec) throws IOException;

    /** Runs a task in a place: every socket it opens belongs there. */
    <T> T inside(String name, Callable<T> task) throws IOException;

    @Override
    void close();
}
