package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import dev.understudy.clouds.local.LocalCloudException;
import dev.understudy.ledger.LedgerException;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The demo's second process: it runs in the control place. Arguments: the workspace's folder, the settings as JSON. */
public final class DirectorMain {
    private DirectorMain() {}

    public static void main(String[] arguments) throws IOException {
        var workspace = new Workspace(Path.of(arguments[0]));
        var settings = CoreJson.mapper().readValue(Files.readString(Path.of(arguments[1])), DemoSettings.class);
        System.exit(run(workspace, settings));
    }

    private static int run(Workspace workspace, DemoSettings settings) {
        var children = new Children(workspace.logs());
        Runtime.getRuntime().addShutdownHook(new Thread(children::close, "strike"));
        try {
            return new Director(workspace, settings, children).play() ? 0 : 1;
        } catch (CliException | LedgerException | LocalCloudException | IllegalArgumentException fault) {
            System.err.println("understudy: " + fault.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            return 130;
        }
    }
}
