package dev.understudy.bench.load;

import dev.understudy.bench.world.Jvm;
import dev.understudy.bench.world.World;
import dev.understudy.clouds.local.Places;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A client at work, in a process of its own where users are. */
public final class Load implements AutoCloseable {
    private static final int HEAP_MIB = 192;

    private final World world;
    private final Process process;
    private final Path log;

    /**
     * What a client does.
     *
     * @param kind {@code sql} or {@code http}
     * @param url what it talks to
     * @param perSecond requests, half of them writes
     * @param workers connections
     * @param deadline of a request
     * @param run name of this run: the keys of its writes begin with it
     */
    public record Settings(String kind, String url, double perSecond, int workers, Duration deadline, String run) {}

    private Load(World world, Process process, Path log) {
        this.world = world;
        this.process = process;
        this.log = log;
    }

    /** Starts a client and returns when its connections are warm. */
    public static Load start(World world, Settings settings) {
        Path log = world.folder().resolve("client-" + settings.run() + ".log");
        Process process = world.processes()
                .startPiped(
                        "load-" + settings.run(),
                        world.enterCommand(Places.EDGE),
                        Jvm.command(
                                java.util.List.of(),
                                HEAP_MIB,
                                LoadMain.class.getName(),
                                LoadMain.arguments(settings, log)));
        try {
            String ready = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
            if (!"ready".equals(ready)) {
                throw new IllegalStateException(
                        "the client did not start: " + world.processes().lastWords("load-" + settings.run()));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new Load(world, process, log);
    }

    /** Lets the client end after its last answer, and returns its log. */
    public ClientLog finish() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the client did not end in 60 s");
        }
        return ClientLog.read(log);
    }

    /** Ends the client where it is. */
    @Override
    public void close() {
        world.processes().kill(process);
    }
}
