package dev.understudy.sim;

import dev.understudy.core.migrate.Limits;
import dev.understudy.core.migrate.MigrationPolicy;
import dev.understudy.core.migrate.SagaPolicy;
import dev.understudy.core.migrate.ShadowedService;
import dev.understudy.core.orders.Order;
import dev.understudy.core.replicate.DataPolicy;
import dev.understudy.core.replicate.ReplicationMode;
import dev.understudy.core.shadow.ShadowMode;
import dev.understudy.core.weights.Bounds;
import dev.understudy.core.weights.Ownership;
import dev.understudy.core.weights.Weights;
import dev.understudy.core.zone.AccountId;
import dev.understudy.core.zone.ServiceId;
import dev.understudy.core.zone.Zone;
import dev.understudy.core.zone.ZoneId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a story. Each line is one of:
 *
 * <pre>
 *   seed 7 · run 200 s · zones zone-a zone-b zone-c · room 20 · migrations at once 1
 *   service shop in zone-a shadow zone-b metadata|reduced|full, 4 instances, 200 requests/s[, data sync|async|hybrid]
 *   at 30 s [for 60 s] WHAT: see {@link #happening}
 *   assert CLAIM: see {@link #claim}
 * </pre>
 */
final class ScenarioReader {
    private static final Pattern SERVICE = Pattern.compile(
            "service (\\S+) in (\\S+) shadow (\\S+) (metadata|reduced|full), (\\d+) instances, (\\d+) requests/s(, data (sync|async|hybrid))?");
    private static final Pattern AT = Pattern.compile("at (\\d+) s( for (\\d+) s)? (.*)");

    private final String text;
    private final List<Zone> zones = new ArrayList<>();
    private final List<Plan.Service> services = new ArrayList<>();
    private final List<Happening.Timed> happenings = new ArrayList<>();
    private final List<Claim> claims = new ArrayList<>();
    private long seed = 1;
    private int seconds = 120;
    private int room = 20;
    private int atOnce = 2;

    ScenarioReader(String text) {
        this.text = text;
    }

    Scenario read(String expected) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            var words = line.strip();
            if (!words.isEmpty() && !words.startsWith("#")) {
                try {
                    take(words);
                } catch (IllegalArgumentException wrong) {
                    throw new IllegalArgumentException("line " + number + ": " + wrong.getMessage(), wrong);
                }
            }
        }
        happenings.sort(Comparator.comparingLong(Happening.Timed::at));
        var rooms = new TreeMap<ZoneId, Integer>();
        zones.forEach(zone -> rooms.put(zone.id(), room));
        long end = seconds * 1_000L;
        var plan = new Plan(seed, List.copyOf(zones), rooms, List.copyOf(services), List.copyOf(happenings), end, 0, 0);
        return new Scenario(text, expected, plan, seconds, List.copyOf(claims));
    }

    private void take(String line) {
        var words = line.split(" ", 2);
        String rest = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "seed" -> seed = Long.parseLong(rest);
            case "run" -> seconds = Integer.parseInt(rest.replace(" s", ""));
            case "zones" -> {
                for (String zone : rest.split(" ", -1)) {
                    zones.add(new Zone(new ZoneId(zone), 50 + zones.size(), 8, 0.1));
                }
            }
            case "room" -> room = Integer.parseInt(rest);
            case "migrations" -> atOnce = Integer.parseInt(rest.replace("at once ", ""));
            case "service" -> service(matched(SERVICE, line));
            case "at" -> at(matched(AT, line));
            case "assert" -> claims.add(claim(rest));
            default -> throw new IllegalArgumentException("\"" + line + "\" is no line of a scenario");
        }
    }

    private static Matcher matched(Pattern pattern, String line) {
        var matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + line + "\" is not of the form " + pattern);
        }
        return matcher;
    }

    private void service(Matcher said) {
        var primary = new ZoneId(said.group(2));
        var shadow = new ZoneId(said.group(3));
        ShadowMode mode = switch (said.group(4)) {
            case "metadata" -> new ShadowMode.MetadataOnly();
            case "reduced" -> new ShadowMode.Reduced(0.5);
            default -> new ShadowMode.Full();
        };
        int instances = Integer.parseInt(said.group(5));
        var base = MigrationPolicy.DEFAULT;
        var saga = new SagaPolicy(
                Duration.ofSeconds(60),
                Duration.ofSeconds(15),
                Duration.ofSeconds(2),
                false,
                new Limits(atOnce, Double.MAX_VALUE, new TreeMap<>()),
                Duration.ZERO,
                0,
                Duration.ofDays(14),
                Duration.ZERO);
        var policy = new MigrationPolicy(
                base.threshold(),
                base.returnBelow(),
                base.stepsBasisPoints(),
                Duration.ofSeconds(4),
                Duration.ofSeconds(15),
                base.horizon(),
                base.minSamples(),
                base.quorum(),
                base.weights(),
                base.gate(),
                saga);
        var replication = said.group(8) == null
                ? ReplicationMode.ASYNC
                : ReplicationMode.valueOf(said.group(8).toUpperCase(Locale.ROOT));
        var declared = new ShadowedService(
                new ServiceId(said.group(1)),
                new AccountId("acme"),
                primary,
                shadow,
                mode,
                replication,
                Weights.allTo(primary, List.of(shadow)),
                Bounds.OPEN,
                Ownership.AGENT,
                policy,
                new ShadowedService.InstanceSize(500, 256, 1_024, 100),
                List.copyOf(zones),
                new ShadowedService.Sizing(instances, (int) Math.round(instances * mode.capacityRatio())),
                said.group(8) == null ? new DataPolicy.None() : data(primary, shadow));
        services.add(new Plan.Service(declared, Integer.parseInt(said.group(6)), 100, 40));
    }

    /** One database in each zone, the primary's first, the shadow's next. */
    private DataPolicy data(ZoneId primary, ZoneId shadow) {
        var members = new ArrayList<>(List.of(primary, shadow));
        zones.stream().map(Zone::id).filter(zone -> !members.contains(zone)).forEach(members::add);
        return new DataPolicy.Replicated(
                members, false, Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(10));
    }

    private void at(Matcher said) {
        long at = Long.parseLong(said.group(1)) * 1_000;
        long length = said.group(3) == null ? 0 : Long.parseLong(said.group(3)) * 1_000;
        for (Happening each : happening(said.group(4))) {
            happenings.add(new Happening.Timed(at, at + length, each));
        }
    }

    /**
     * What befalls the world: {@code brown-out ZONE 60 ms}, {@code lossy ZONE 20 %}, {@code dead ZONE}, {@code kill
     * leader of SERVICE}, {@code kill agent ZONE}, {@code kill reconciler}, {@code kill database of SERVICE}, {@code cut
     * NODE and NODE}, {@code disk full}, {@code slow starts 8}, {@code load SERVICE 1.2}, {@code freeze}, {@code order
     * SERVICE hold|pause|drill|roll-back|migrate ZONE|pin ZONE by NAME}, {@code order all stop by NAME}.
     */
    private List<Happening> happening(String words) {
        var word = words.split(" ", -1);
        return switch (word[0]) {
            case "brown-out" ->
                List.of(new Happening.BrownOut(new ZoneId(word[1]), Double.parseDouble(word[2]), 0, 8_000));
            case "lossy" ->
                List.of(new Happening.BrownOut(new ZoneId(word[1]), 0, Double.parseDouble(word[2]) / 100, 0));
            case "dead" -> List.of(new Happening.ZoneDead(new ZoneId(word[1])));
            case "kill" -> List.of(killed(word));
            case "cut" -> List.of(new Happening.Cut(word[1], word[3]), new Happening.Cut(word[3], word[1]));
            case "disk" -> List.of(new Happening.DiskFull());
            case "slow" -> List.of(new Happening.SlowStarts(Double.parseDouble(word[2]), 0));
            case "load" -> List.of(new Happening.Load(new ServiceId(word[1]), Double.parseDouble(word[2])));
            case "freeze" -> List.of(new Happening.Freeze());
            case "order" -> List.of(ordered(word));
            default -> throw new IllegalArgumentException("\"" + words + "\" is nothing that can happen");
        };
    }

    private static Happening killed(String[] word) {
        return switch (word[1]) {
            case "leader" -> new Happening.LeaderDead(new ServiceId(word[3]));
            case "agent" -> new Happening.AgentDead(new ZoneId(word[2]));
            case "reconciler" -> new Happening.ReconcilerDead(false);
            case "database" -> new Happening.DatabaseDead(new ServiceId(word[3]), Optional.empty());
            default -> throw new IllegalArgumentException("\"" + word[1] + "\" cannot be killed");
        };
    }

    private static Happening ordered(String[] word) {
        Order.What what = switch (word[2]) {
            case "hold" -> new Order.What.Hold();
            case "pause" -> new Order.What.Pause();
            case "stop" -> new Order.What.Stop();
            case "drill" -> new Order.What.Drill();
            case "roll-back" -> new Order.What.RollBack();
            case "migrate" -> new Order.What.Migrate(new ZoneId(word[3]), false, false);
            case "pin" -> new Order.What.Pin(new ZoneId(word[3]));
            default -> throw new IllegalArgumentException("\"" + word[2] + "\" cannot be ordered");
        };
        Optional<ServiceId> service = word[1].equals("all") ? Optional.empty() : Optional.of(new ServiceId(word[1]));
        return new Happening.Ordered(service, what, word[word.length - 1], false);
    }

    /**
     * What must have come of it: {@code SERVICE all in ZONE}, {@code SERVICE lost at most N}, {@code SERVICE phases A, B,
     * C}, {@code SERVICE never PHASE}, {@code SERVICE writer in ZONE}, {@code said WORDS}.
     */
    private static Claim claim(String words) {
        if (words.startsWith("said ")) {
            return new Claim.Said(words.substring(5));
        }
        var word = words.split(" ", 3);
        var service = new ServiceId(word[0]);
        var rest = word.length > 2 ? word[2] : "";
        return switch (word[1]) {
            case "all" -> new Claim.AllIn(service, new ZoneId(rest.replace("in ", "")));
            case "lost" -> new Claim.LostAtMost(service, Long.parseLong(rest.replace("at most ", "")));
            case "phases" -> new Claim.Phases(service, List.of(rest.split(", ", -1)));
            case "never" -> new Claim.Never(service, rest);
            case "writer" -> new Claim.WriterIn(service, new ZoneId(rest.replace("in ", "")));
            default -> throw new IllegalArgumentException("\"" + words + "\" is nothing that can be asserted");
        };
    }
}
