package dev.understudy.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who may import whom. Every arrow goes down a floor; there are no others. */
final class WallsTest {
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>dev\\.understudy</groupId>\\s*<artifactId>understudy-([a-z-]+)</artifactId>(.*?)</dependency>",
            Pattern.DOTALL);
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("core", Set.of()),
            Map.entry("identity", Set.of()),
            Map.entry("provider/wire", Set.of()),
            Map.entry("probes", Set.of("core")),
            Map.entry("calendars", Set.of("core")),
            Map.entry("signals", Set.of("core", "calendars")),
            Map.entry("models", Set.of("core")),
            Map.entry("bench/judgement", Set.of("core", "models")),
            Map.entry("copy", Set.of("core", "identity")),
            Map.entry("clouds/spi", Set.of("core")),
            Map.entry("stacks/ledger", Set.of("core", "identity")),
            Map.entry("clouds/local", Set.of("core", "clouds-spi", "identity", "copy")),
            Map.entry("stacks/reconciler", Set.of("core", "identity", "ledger")),
            Map.entry(
                    "agent",
                    Set.of(
                            "core",
                            "identity",
                            "probes",
                            "calendars",
                            "signals",
                            "models",
                            "copy",
                            "ledger",
                            "clouds-spi",
                            "clouds-local")),
            Map.entry(
                    "provider/plugin",
                    Set.of("core", "identity", "provider-wire", "ledger", "clouds-spi", "clouds-local")),
            Map.entry(
                    "cli",
                    Set.of(
                            "core",
                            "identity",
                            "ledger",
                            "clouds-spi",
                            "clouds-local",
                            "agent",
                            "reconciler",
                            "probes")),
            Map.entry("sim", Set.of("core", "ledger", "reconciler", "clouds-spi")),
            Map.entry("tidy", Set.of("core")),
            Map.entry(
                    "e2e",
                    Set.of("core", "identity", "ledger", "clouds-spi", "clouds-local", "reconciler", "cli", "agent")),
            Map.entry(
                    "bench",
                    Set.of(
                            "core",
                            "identity",
                            "ledger",
                            "clouds-spi",
                            "clouds-local",
                            "reconciler",
                            "probes",
                            "copy",
                            "agent")));

    @Test
    void everyArrowGoesDown() {
        var wrong = new ArrayList<String>();
        for (Path pom : House.files("pom.xml")) {
            String module = House.ROOT.relativize(pom.getParent()).toString();
            Set<String> allowed = MAY_IMPORT.get(module);
            if (allowed == null) {
                continue; // the parent, and programs outside the house such as stacks and examples
            }
            var matcher = DEPENDENCY.matcher(House.text(pom));
            while (matcher.find()) {
                boolean forTests = matcher.group(2).contains("test");
                if (!allowed.contains(matcher.group(1)) && !forTests) {
                    wrong.add(module + " imports " + matcher.group(1));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyModuleOfTheReactorHasItsFloor() {
        var modules = new TreeSet<String>();
        var matcher = Pattern.compile("<module>([^<]+)</module>").matcher(House.text(House.ROOT.resolve("pom.xml")));
        while (matcher.find()) {
            modules.add(matcher.group(1));
        }
        assertThat(modules).isNotEmpty();
        assertThat(MAY_IMPORT.keySet()).containsAll(modules);
    }

    @Test
    void onlyTheProviderKnowsPulumisWire() {
        var wrong = House.files(".java").stream()
                .filter(file -> !House.ROOT.relativize(file).startsWith("provider"))
                .filter(file -> !House.ROOT.relativize(file).startsWith("tidy"))
                .filter(file -> House.text(file).contains("import pulumirpc."))
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void onlyTheProbesKnowHistograms() {
        var wrong = House.files(".java").stream()
                .filter(file -> !House.ROOT.relativize(file).startsWith("probes"))
                .filter(file -> House.text(file).contains("import org." + "HdrHistogram."))
                .toList();
        assertThat(wrong).isEmpty();
    }
}
