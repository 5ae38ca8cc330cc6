package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import dev.understudy.clouds.local.LocalCloudClient;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.clouds.local.LocalCloudMain;
import dev.understudy.clouds.local.Places;
import dev.understudy.ledger.json.CoreJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Raises the house and strikes it again: the local cloud, and in its control place the director, who does the rest. All
 * else is a child of one of the two, so nothing outlives us.
 */
public final class Demo {
    private static final int CLOUD_HEAP_MIB = 256;
    private static final int DIRECTOR_HEAP_MIB = 256;
    private static final long READY_SECONDS = 30;

    private Demo() {}

    /** Runs the demo to its end and returns the exit code. Interrupting the process ends it in good order. */
    public static int run(DemoSettings settings) {
        var workspace = Workspace.create();
        var children = new Children(workspace.logs());
        var strike = new Thread(() -> strike(children, workspace), "strike");
        Runtime.getRuntime().addShutdownHook(strike);
        try {
            children.start("cloud", cloudCommand(workspace, settings), Map.of(), false);
            awaitCloud(workspace, children);
            return direct(workspace, settings, children);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 130;
        }
    }

    private static void strike(Children children, Workspace workspace) {
        children.close();
        workspace.close();
    }

    private static List<String> cloudCommand(Workspace workspace, DemoSettings settings) {
        return JavaCommand.of(
                List.of(),
                CLOUD_HEAP_MIB,
                LocalCloudMain.class.getName(),
                "--dir",
                workspace.cloud().toString(),
                "--fabric",
                settings.fabric(),
                "--die-with",
                Long.toString(ProcessHandle.current().pid()));
    }

    private static void awaitCloud(Workspace workspace, Children children) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
        while (true) {
            try (var cloud = LocalCloudClient.connect(workspace.socket())) {
                cloud.status();
                return;
            } catch (LocalCloudException notYet) {
                if (System.nanoTime() > deadline) {
                    throw new CliException(
                            "the local cloud did not start in " + READY_SECONDS + " s: " + children.lastWords("cloud"),
                            notYet);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    /** The director stands in the control place, where ledger, engine and balancer can be reached. */
    private static int direct(Workspace workspace, DemoSettings settings, Children children)
            throws InterruptedException {
        List<String> enter;
        try (var cloud = LocalCloudClient.connect(workspace.socket())) {
            enter = Where.in(cloud.status(), Places.CONTROL).enter();
        }
        Path file = workspace.folder().resolve("settings.json");
        write(file, CoreJson.mapper().writeValueAsString(settings));
        var command = JavaCommand.of(
                enter,
                DIRECTOR_HEAP_MIB,
                DirectorMain.class.getName(),
                workspace.folder().toString(),
                file.toString());
        var director = children.startTalking(command);
        return director.waitFor();
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (java.io.IOException fault) {
            throw new CliException("cannot write " + file + ": " + fault.getMessage(), fault);
        }
    }
}
