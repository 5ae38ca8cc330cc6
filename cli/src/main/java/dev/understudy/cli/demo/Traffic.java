package dev.understudy.cli.demo;

import dev.understudy.ledger.json.CoreJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The client's process, and the newest thing it said. */
final class Traffic {
    private static final int HEAP_MIB = 128;
    private static final int DEADLINE_MILLIS = 2_000;

    private final Process process;
    private final Thread reader;
    private volatile TrafficStats newest = new TrafficStats(0, 0, 0, 0, 0, 0, new TreeMap<>(), 0, 0, 0, "");

    private Traffic(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().name("traffic").start(this::listen);
    }

    /** @param log where the keys of acknowledged writes go */
    static Traffic start(Children children, List<String> enter, String frontend, int perSecond, Path log) {
        return new Traffic(children.start(
                "traffic",
                JavaCommand.of(
                        enter,
                        HEAP_MIB,
                        TrafficMain.class.getName(),
                        "http://" + frontend,
                        Integer.toString(perSecond),
                        Integer.toString(DEADLINE_MILLIS),
                        log.toString()),
                Map.of(),
                true));
    }

    TrafficStats newest() {
        return newest;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Lets the client finish what it has sent, and returns the final count. */
    TrafficStats finish() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            process.destroy();
        }
        reader.join();
        return newest;
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                newest = CoreJson.mapper().readValue(line, TrafficStats.class);
            }
        } catch (IOException gone) {
            process.destroy();
        }
    }
}
