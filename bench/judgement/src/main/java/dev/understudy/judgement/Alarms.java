package dev.understudy.judgement;

import java.util.Arrays;

/**
 * Alarms beside the marks of people: an alarm from 8 minutes before a mark to 60 minutes after is the mark's, one to one,
 * each mark in the order of time taking the first that is left.
 */
final class Alarms {
    private static final long BEFORE_SECONDS = 480;
    private static final long AFTER_SECONDS = 3600;
    private static final double DAY_SECONDS = 86400;

    private int alarms;
    private int marks;
    private int matched;
    private int bigMarks;
    private int bigMatched;
    private double days;
    private double[] delaySeconds = {};

    /**
     * Adds a path.
     *
     * @param alarmSeconds when alarms were raised, ascending
     * @param markSeconds when a person marked a change, ascending
     * @param big whether the marked shift is a big one
     * @param seconds how long the path was watched
     */
    void add(long[] alarmSeconds, long[] markSeconds, boolean[] big, double seconds) {
        alarms += alarmSeconds.length;
        marks += markSeconds.length;
        days += seconds / DAY_SECONDS;
        int alarm = 0;
        for (int mark = 0; mark < markSeconds.length; mark++) {
            bigMarks += big[mark] ? 1 : 0;
            while (alarm < alarmSeconds.length && alarmSeconds[alarm] < markSeconds[mark] - BEFORE_SECONDS) {
                alarm++;
            }
            if (alarm < alarmSeconds.length && alarmSeconds[alarm] <= markSeconds[mark] + AFTER_SECONDS) {
                matched++;
                bigMatched += big[mark] ? 1 : 0;
                delaySeconds = Arrays.copyOf(delaySeconds, delaySeconds.length + 1);
                delaySeconds[delaySeconds.length - 1] = alarmSeconds[alarm] - markSeconds[mark];
                alarm++;
            }
        }
    }

    /** Share of the alarms that are a mark's; NaN without alarms. */
    double precision() {
        return matched / (double) alarms;
    }

    /** Share of the marks that have an alarm; NaN without marks. */
    double recall() {
        return matched / (double) marks;
    }

    double bigRecall() {
        return bigMatched / (double) bigMarks;
    }

    /** Harmonic mean of precision and recall over all paths together. */
    double f1() {
        return 2.0 * matched / (alarms + marks);
    }

    double falsePerDay() {
        return (alarms - matched) / days;
    }

    /** A quantile of the delay from mark to alarm, minutes: the lower of two; NaN where nothing matched. */
    double delayMinutes(double share) {
        var sorted = delaySeconds.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))] / 60;
    }

    int marks() {
        return marks;
    }
}
