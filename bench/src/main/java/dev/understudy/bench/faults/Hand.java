package dev.understudy.bench.faults;

import dev.understudy.bench.product.House;
import dev.understudy.clouds.local.AgentInfo;
import dev.understudy.clouds.local.process.CommandLine;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Finds what is to be killed, and kills it. */
final class Hand {
    /** How long it waits for a process that comes and goes, at most. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final House house;

    Hand(House house) {
        this.house = house;
    }

    /** Kills the victim and names its process; empty when none ran for as long as the step lasted. */
    Optional<String> kill(Victim victim, ZoneId leader, ZoneId standby, BooleanSupplier lasts)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean last = !lasts.getAsBoolean() || System.nanoTime() > deadline;
            var found = find(victim, leader, standby);
            if (!found.isEmpty()) {
                found.forEach(ProcessHandle::destroyForcibly);
                return Optional.of(
                        victim + " " + found.stream().map(ProcessHandle::pid).toList());
            }
            if (last) {
                return Optional.empty();
            }
            Thread.sleep(5);
        }
    }

    private List<ProcessHandle> find(Victim victim, ZoneId leader, ZoneId standby) {
        return switch (victim) {
            case LEADER ->
                alive(house.status().agents().stream()
                        .filter(agent -> agent.zone().equals(leader))
                        .mapToLong(AgentInfo::pid)
                        .boxed());
            case RECONCILER ->
                alive(Stream.of(house.supervisor().process("reconciler").pid()));
            case PULUMI_UP -> below(house.supervisor().process("reconciler").pid(), "/pulumi", " up ");
            case PROVIDER -> below(house.supervisor().process("reconciler").pid(), "java", "dev.understudy.provider");
            case HAPROXY -> below(house.status().daemonPid(), "haproxy", "");
            case PRIMARY -> alive(house.serverPid(house.writer()).stream());
            case STANDBY -> alive(house.serverPid(standby).stream());
        };
    }

    private static List<ProcessHandle> alive(Stream<Long> pids) {
        return pids.filter(pid -> pid > 0)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(ProcessHandle::isAlive)
                .toList();
    }

    private static List<ProcessHandle> below(long pid, String program, String words) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info()
                        .command()
                        .filter(path -> path.endsWith(program))
                        .isPresent())
                .filter(process -> CommandLine.of(process.pid()).contains(words))
                .toList();
    }
}
