package dev.understudy.bench.precopy;

import dev.understudy.bench.world.Jvm;
import dev.understudy.bench.world.Outer;
import dev.understudy.bench.world.World;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies a tree from one zone to another while it is written. Argument: its size in MiB. */
public final class PrecopyBench {
    private static final double ONE_WAY_MILLIS = 10;
    private static final int PORT = 8731;
    private static final int PLAIN_PORT = 8730;
    private static final int HEAP_MIB = 128;

    private PrecopyBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int code;
        try (var outer = Outer.raise()) {
            code = outer.run(Inner.class, List.of(arguments));
        }
        System.exit(code);
    }

    /** The part that stands in the control place. Arguments: folder of the world, size in MiB. */
    public static final class Inner {
        private Inner() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            var world = Outer.world(Path.of(arguments[0]));
            world.raiseZones();
            world.delayBetweenZones(ONE_WAY_MILLIS);
            System.out.println(world.conditions(ONE_WAY_MILLIS));
            System.exit(copy(world, arguments[1]));
        }
    }

    private static int copy(World world, String mib) throws IOException, InterruptedException {
        String from = World.ZONES.get(0);
        String to = World.ZONES.get(1);
        String target = "agent-" + to;
        startTarget(world, to, target);
        startPlain(world, to);
        var source = world.processes()
                .startPiped(
                        "source",
                        world.enterCommand(from),
                        Jvm.optimised(
                                HEAP_MIB,
                                SourceMain.class.getName(),
                                List.of(
                                        world.subfolder("source").toString(),
                                        mib,
                                        identity(world, TargetMain.PEER, world.address(from)),
                                        world.address(to),
                                        target,
                                        Integer.toString(PORT),
                                        Integer.toString(PLAIN_PORT))));
        try (var said = new BufferedReader(source.inputReader(StandardCharsets.UTF_8))) {
            said.lines().forEach(System.out::println);
        }
        int code = source.waitFor();
        if (code != 0) {
            System.err.println(world.processes().lastWords("source"));
        }
        return code;
    }

    private static void startTarget(World world, String zone, String name) throws IOException {
        var process = world.processes()
                .startPiped(
                        "target",
                        world.enterCommand(zone),
                        Jvm.optimised(
                                HEAP_MIB,
                                TargetMain.class.getName(),
                                List.of(
                                        identity(world, name, world.address(zone)),
                                        world.address(zone),
                                        Integer.toString(PORT),
                                        world.subfolder("target").toString())));
        String ready = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
        if (!"ready".equals(ready)) {
            throw new IOException(
                    "the target did not start: " + world.processes().lastWords("target"));
        }
    }

    private static String identity(World world, String name, String address) {
        return world.cloud().identity(name, List.of(name, address)).directory();
    }

    private static void startPlain(World world, String zone) throws IOException {
        Path file = world.folder().resolve("rsyncd.conf");
        Files.writeString(file, """
                use chroot = no
                uid = root
                gid = root
                [plain]
                path = %s
                read only = no
                """.formatted(world.subfolder("plain")));
        world.processes()
                .start(
                        "rsyncd",
                        world.enterCommand(zone),
                        List.of(
                                "rsync",
                                "--daemon",
                                "--no-detach",
                                "--config=" + file,
                                "--address=" + world.address(zone),
                                "--port=" + PLAIN_PORT));
    }
}
