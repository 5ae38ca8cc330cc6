package dev.understudy.judgement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.core.Chance;
import dev.understudy.judgement.Traces.Announcement;
import dev.understudy.judgement.Traces.PathTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class AblationTaskTest {
    private static final int SAMPLES = 1_800;
    private static final long START = 1_476_489_600L;

    private final Chance chance = new Chance(3);
    private final List<PathTrace> paths = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();

    /** Ten paths that are slow for an hour and a half now and then; maintenance says so before, incidents come anyhow. */
    AblationTaskTest() {
        for (int path = 0; path < 10; path++) {
            var millis = new double[SAMPLES];
            var at = new long[SAMPLES];
            for (int sample = 0; sample < SAMPLES; sample++) {
                millis[sample] = 40 + chance.between(0.0, 2.0);
                at[sample] = START + 240L * sample;
            }
            String name = "path-" + path;
            for (int begin = chance.between(380, 460); begin + 30 < SAMPLES; begin += chance.between(100, 220)) {
                for (int sample = begin; sample < begin + 22; sample++) {
                    millis[sample] += 20;
                }
                say("maintenance", name, at[begin]);
                say("incident", name, at[chance.between(380, SAMPLES - 1)]);
            }
            paths.add(new PathTrace(name, at, millis, new boolean[SAMPLES]));
        }
    }

    private void say(String kind, String path, long begin) {
        announcements.add(new Announcement(kind, path, begin - 7_200, begin, begin + 5_400, 0.8));
    }

    @Test
    void whatForetellsHelpsAndWhatDoesNotHasNoWeight() {
        var lines = new ArrayList<String>();
        var figures = AblationTask.grade(new SignalColumns(paths, announcements, new TreeMap<>()), lines::add)
                .orElseThrow();
        assertThat(figures.get("ablationMaintenanceWeight")).isEqualTo(1);
        assertThat(figures.get("ablationMaintenanceAp")).isGreaterThan(0.2);
        assertThat(figures.get("ablationIncidentWeight")).isZero();
        assertThat(figures).doesNotContainKey("ablationWeatherAp");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line).contains("Maintenance").endsWith("  helps"))
                .anySatisfy(line -> assertThat(line).contains("Incident").endsWith("not shown to help: weight 0"))
                .anySatisfy(line -> assertThat(line).contains("Weather").endsWith("no data: weight 0"));
    }

    @Test
    void nothingLaterThanTheInstantIsInItsColumns() {
        int cut = SAMPLES / 2;
        var shuffled = paths.stream().map(path -> shuffledFrom(path, cut)).toList();
        var known = announcements.stream()
                .filter(said -> said.known() <= START + 240L * cut)
                .toList();
        var before = new SignalColumns(paths, announcements, new TreeMap<>()).rows(0.7);
        var after = new SignalColumns(shuffled, withOthers(known), new TreeMap<>()).rows(0.7);
        for (int path = 0; path < paths.size(); path++) {
            var one = before.get(path).values();
            var other = after.get(path).values();
            int same = 0;
            while (same < Math.min(one.length, other.length) && Arrays.equals(one[same], other[same])) {
                same++;
            }
            // Whether an instant counts at all depends on the hour after it.
            assertThat(same).as("path %d", path).isGreaterThanOrEqualTo(instantsUntil(paths.get(path), cut));
        }
    }

    private static int instantsUntil(PathTrace path, int cut) {
        return (int) OnsetRows.of(path, 0).stream()
                .filter(instant -> instant.at() + OnsetRows.SAMPLES_PER_HOUR < cut)
                .count();
    }

    /** So that the columns are the same ones. */
    private static List<Announcement> withOthers(List<Announcement> known) {
        var all = new ArrayList<>(known);
        long late = START + 240L * SAMPLES;
        all.add(new Announcement("maintenance", "path-0", late, late, late + 60, 1));
        all.add(new Announcement("incident", "*", late, late, late + 60, 1));
        return all;
    }

    private PathTrace shuffledFrom(PathTrace path, int cut) {
        var later = new ArrayList<Double>();
        for (int sample = cut; sample < SAMPLES; sample++) {
            later.add(path.millis()[sample]);
        }
        var mixed = chance.shuffled(later);
        var millis = path.millis().clone();
        for (int sample = cut; sample < SAMPLES; sample++) {
            millis[sample] = mixed.get(sample - cut);
        }
        return new PathTrace(path.name(), path.epochSeconds(), millis, path.changes());
    }
}
