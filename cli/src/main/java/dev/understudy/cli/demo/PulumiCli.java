package dev.understudy.cli.demo;

import dev.understudy.cli.CliException;
import dev.understudy.ledger.json.CoreJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The engine as a person uses it, with a home, a backend and a passphrase of the demo's own.
 *
 * @param binaries folder with {@code pulumi} and its language hosts
 * @param project folder with {@code Pulumi.yaml}
 * @param stack name of the stack
 * @param environment what the engine sees besides the usual
 */
record PulumiCli(Path binaries, Path project, String stack, Map<String, String> environment) {
    private static final long LIMIT_MINUTES = 5;

    /** The environment of an engine that touches nothing of the user's. */
    static Map<String, String> environment(Path binaries, Path folder, Path passphraseFile) {
        var environment = new LinkedHashMap<String, String>();
        environment.put(
                "PATH", binaries + ":" + System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin");
        environment.put("PULUMI_HOME", folder.resolve("pulumi-home").toString());
        environment.put("PULUMI_BACKEND_URL", folder.resolve("backend").toUri().toString());
        environment.put("PULUMI_CONFIG_PASSPHRASE_FILE", passphraseFile.toString());
        environment.put("PULUMI_SKIP_UPDATE_CHECK", "true");
        environment.put("PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "true");
        environment.put("UNDERSTUDY_HOME", folder.resolve("understudy-home").toString());
        environment.put("NO_COLOR", "1");
        return environment;
    }

    PulumiCli with(String name, String value) {
        var more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new PulumiCli(binaries, project, stack, more);
    }

    String version() {
        return run(List.of("version")).strip();
    }

    void createStack() {
        run(List.of("stack", "init", stack, "--non-interactive"));
    }

    String up() {
        return run(
                List.of("up", "--stack", stack, "--yes", "--skip-preview", "--non-interactive", "--suppress-progress"));
    }

    String destroy() {
        return run(List.of("destroy", "--stack", stack, "--yes", "--skip-preview", "--non-interactive"));
    }

    /** The stack's outputs. */
    Map<?, ?> outputs() {
        return CoreJson.mapper()
                .readValue(run(List.of("stack", "output", "--stack", stack, "--json", "--show-secrets")), Map.class);
    }

    /** How many updates the stack's history holds; a backend of files does not number them itself. */
    int updates() {
        return CoreJson.mapper()
                .readTree(run(List.of("stack", "history", "--stack", stack, "--json", "--page-size", "0")))
                .size();
    }

    private String run(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(binaries.resolve("pulumi").toString());
        command.addAll(arguments);
        try {
            var builder =
                    new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(false);
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            var errors = new StringBuilder();
            var reader = Thread.ofPlatform().daemon().start(() -> errors.append(read(process.getErrorStream())));
            String output = read(process.getInputStream());
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new CliException(
                        "pulumi " + arguments.getFirst() + " did not end in " + LIMIT_MINUTES + " minutes");
            }
            reader.join();
            if (process.exitValue() != 0) {
                throw new CliException(
                        "pulumi " + arguments.getFirst() + " failed:" + System.lineSeparator() + output + errors);
            }
            return output;
        } catch (IOException fault) {
            throw new CliException("pulumi cannot be run: " + fault.getMessage(), fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliException("pulumi " + arguments.getFirst() + " was interrupted", interrupted);
        }
    }

    private static String read(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            return "(output lost: " + fault.getMessage() + ")";
        }
    }
}
