package dev.understudy.judgement;

import dev.understudy.core.decide.BoundedRule;
import dev.understudy.core.decide.RuleTable;
import dev.understudy.core.heat.HeatTable;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./do bench heat}: how fast the heat of a million accounts in three zones is computed anew, and what a decision costs
 * among few accounts and among many; the last line is JSON. Everything runs on one thread and is timed by what that thread
 * has had of a processor, so that others on the machine lengthen nothing but the caches' misses. Each figure is the middle
 * of several rounds after others that warm up.
 *
 * <p>A decision is all that follows from a report of one account's load: its cell's heat, the account's heat over all zones,
 * what each zone costs, and a step of its decision rule. The reports of a moment are taken in the order of the table, round
 * after round; beside that stands what it costs when each comes by itself, from any account, and has to wait for the memory.
 */
public final class HeatBench {
    private static final int MANY = 1_000_000;
    private static final int FEW = 1_000;
    private static final int ZONES = 3;
    private static final int ROUNDS = 9;
    private static final int WARM_UP = 6;
    private static final int DECISIONS = 1_000_000;
    private static final int PASSES = 10;
    private static final long SEED = 20_260_101;
    private static final double[] INCREASE_MILLIS = {12, 3, 0.5};
    private static final double[] PRICE_POINTS = {1, 0.9, 1.2};
    private static final double PER_UTILISATION = 4;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private double sink;

    private HeatBench() {}

    public static void main(String[] args) {
        if (args.length > 0) {
            System.err.println("options are " + String.join(" ", args) + "; allowed: none");
            System.exit(2);
        }
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        var bench = new HeatBench();
        var figures = new LinkedHashMap<String, Double>();
        double cells = bench.rescoredPerSecond();
        double few = bench.decisionNanos(FEW, inOrder(FEW));
        double many = bench.decisionNanos(MANY, inOrder(MANY));
        figures.put("heatRescoredPerSecond", cells);
        figures.put("decisionNanos1k", few);
        figures.put("decisionNanos1M", many);
        figures.put("decisionRatio", many / few);
        figures.put("decisionStrayNanos1k", bench.decisionNanos(FEW, stray(FEW)));
        figures.put("decisionStrayNanos1M", bench.decisionNanos(MANY, stray(MANY)));
        tell(out, figures);
        if (Double.isNaN(bench.sink)) {
            throw new IllegalStateException("a heat is not a number");
        }
        out.println(JsonMapper.shared().writeValueAsString(figures));
    }

    private static void tell(PrintStream out, Map<String, Double> figures) {
        figures.forEach((name, figure) -> out.println(String.format(
                Locale.ROOT,
                "  %-24s %,18.2f   %s",
                name,
                figure,
                switch (name) {
                    case "heatRescoredPerSecond" -> "accounts × zones in a second of one core; goal: 3,000,000";
                    case "decisionRatio" -> "among 1,000,000 accounts, by that among 1,000";
                    case "decisionStrayNanos1k", "decisionStrayNanos1M" -> "ns, each report from any account";
                    default -> "ns of one core for a report and what follows from it, account after account";
                })));
    }

    /** Accounts times zones whose heat is computed anew from their loads in a second. */
    private double rescoredPerSecond() {
        var table = loaded(MANY);
        var blended = new float[MANY];
        double nanos = middle(() -> {
            for (int pass = 0; pass < PASSES; pass++) {
                table.rescore(blended);
                sink += blended[pass];
            }
        });
        return 1e9 * PASSES * MANY * ZONES / nanos;
    }

    private static int[] inOrder(int accounts) {
        return IntStream.range(0, DECISIONS).map(each -> each % accounts).toArray();
    }

    private static int[] stray(int accounts) {
        return new Random(SEED).ints(DECISIONS, 0, accounts).toArray();
    }

    /** What a report costs, nanoseconds, and all that follows from it. */
    private double decisionNanos(int accounts, int[] who) {
        var table = loaded(accounts);
        var rules = new RuleTable(accounts, ZONES, BoundedRule.Terms.usual(300));
        var costs = new double[ZONES];
        var nothingForecast = new double[ZONES];
        Arrays.fill(nothingForecast, Double.NaN);
        return middle(() -> {
                    for (int each = 0; each < DECISIONS; each++) {
                        int account = who[each];
                        table.loaded(account, rules.zone(account), each & 1023, each & 127);
                        for (int zone = 0; zone < ZONES; zone++) {
                            costs[zone] = INCREASE_MILLIS[zone]
                                    + PRICE_POINTS[zone]
                                    + PER_UTILISATION * table.utilisation(account, zone);
                        }
                        sink += table.blended(account) + rules.after(account, costs, nothingForecast);
                    }
                })
                / DECISIONS;
    }

    private static HeatTable loaded(int accounts) {
        var random = new Random(SEED);
        var table = new HeatTable(accounts, ZONES);
        for (int account = 0; account < accounts; account++) {
            table.placed(account, account % ZONES);
            table.likely(account, (account + 1) % ZONES, random.nextDouble() / 2);
            for (int zone = 0; zone < ZONES; zone++) {
                table.configured(account, zone, 100 + random.nextInt(900));
                table.loaded(account, zone, random.nextInt(1_000), random.nextInt(100));
            }
        }
        for (int zone = 0; zone < ZONES; zone++) {
            table.late(zone, INCREASE_MILLIS[zone]);
        }
        return table;
    }

    /** Nanoseconds of this thread that a round takes, the middle of several. */
    private double middle(Runnable round) {
        var nanos = new long[ROUNDS];
        for (int each = -WARM_UP; each < ROUNDS; each++) {
            long began = threads.getCurrentThreadCpuTime();
            round.run();
            if (each >= 0) {
                nanos[each] = threads.getCurrentThreadCpuTime() - began;
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2];
    }
}
