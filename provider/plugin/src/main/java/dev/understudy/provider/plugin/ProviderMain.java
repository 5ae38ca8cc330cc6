package dev.understudy.provider.plugin;

import dev.understudy.provider.wire.ProviderServer;
import dev.understudy.provider.wire.Rehearsal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The plugin. Prints its port, and nothing else, on standard output; listens on 127.0.0.1 only; ends by SIGINT, SIGTERM,
 * or when the engine that launched it no longer answers.
 */
public final class ProviderMain {
    private static final int USAGE = 2;

    private ProviderMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println("pulumi-resource-understudy: " + wrong.getMessage());
            System.exit(USAGE);
            return;
        }
        serve(options);
        // Threads of libraries may still live; whoever ends a plugin does not wait for them.
        System.exit(0);
    }

    private static void serve(Options options) throws IOException, InterruptedException {
        var out = System.out;
        System.setOut(System.err); // nothing that a library prints may reach the engine's ear
        var trace = options.trace().map(TraceFile::new);
        var world = new RealWorld(System.getenv(), InstantSource.system());
        var provider = new UnderstudyProvider(world, options.weightsOnly(), trace);
        try (var server = ProviderServer.start(provider, options.port(), options.engine(), InstantSource.system())) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
            out.println(server.port());
            out.flush();
            if (options.train()) {
                Rehearsal.run(server.port());
            } else if (options.engine().isEmpty()) {
                new CountDownLatch(1).await();
            } else {
                new EngineWatch(options.engine()).awaitEnd();
            }
        }
    }
}
