package dev.understudy.core.forecast;

import java.util.Arrays;

/**
 * A quantile regression forest (N. Meinshausen, "Quantile regression forests", JMLR 7, 2006): trees that part rows by what
 * lowers the variance of their targets; a new row gets the distribution of the targets that share its leaves. What each
 * tree may look at is drawn by a fixed sequence, so that the same rows give the same forest. Immutable.
 */
final class Forest {
    private static final int TREES = 60;
    private static final int LEAST_LEAF = 10;
    private static final int BINS = 64;
    /** The share of the rows that a tree sees, and of the inputs that a split chooses among. */
    private static final double ROWS_SHARE = 0.63;

    private static final double INPUTS_SHARE = 0.2;
    /** Targets beyond this share of all count as lying there where splits are chosen, lest spikes choose them. */
    private static final double SPIKES = 0.01;

    private final float[] sorted;
    private final int[] roots = new int[TREES];
    /** By node: the input, or the complement of the leaf's first member. */
    private int[] inputs = new int[1024];

    private float[] thresholds = new float[1024];
    /** By node: the child at or below the threshold, the other being next; of a leaf the number of its members. */
    private int[] lefts = new int[1024];

    private int nodes;
    /** Ranks of targets, leaf by leaf. */
    private int[] members = new int[4096];

    private int memberCount;

    private Forest(float[] sorted) {
        this.sorted = sorted;
    }

    /** Grows one from rows, by input and row, and their targets. */
    static Forest grow(float[][] columns, float[] targets) {
        var forest = new Forest(targets.clone());
        Arrays.sort(forest.sorted);
        var grower = forest.new Grower(columns, targets);
        for (int tree = 0; tree < TREES; tree++) {
            forest.roots[tree] = grower.tree(tree);
        }
        forest.inputs = Arrays.copyOf(forest.inputs, forest.nodes);
        forest.thresholds = Arrays.copyOf(forest.thresholds, forest.nodes);
        forest.lefts = Arrays.copyOf(forest.lefts, forest.nodes);
        forest.members = Arrays.copyOf(forest.members, forest.memberCount);
        return forest;
    }

    /** The quantiles of what a row may come to. */
    void quantiles(float[] row, double[] into) {
        var weights = new float[sorted.length];
        for (int root : roots) {
            int node = root;
            while (inputs[node] >= 0) {
                node = row[inputs[node]] <= thresholds[node] ? lefts[node] : lefts[node] + 1;
            }
            int first = ~inputs[node];
            int count = lefts[node];
            for (int member = first; member < first + count; member++) {
                weights[members[member]] += 1f / count;
            }
        }
        double below = 0;
        double lastShare = 0;
        double last = Double.NaN;
        int level = 0;
        for (int rank = 0; rank < weights.length && level < Levels.COUNT; rank++) {
            if (weights[rank] == 0) {
                continue;
            }
            double share = (below + weights[rank] / 2) / TREES;
            below += weights[rank];
            while (level < Levels.COUNT && Levels.at(level) <= share) {
                double part = (Levels.at(level) - lastShare) / (share - lastShare);
                into[level++] = Double.isNaN(last) ? sorted[rank] : last + (sorted[rank] - last) * part;
            }
            lastShare = share;
            last = sorted[rank];
        }
        while (level < Levels.COUNT) {
            into[level++] = last;
        }
    }

    private int node() {
        if (nodes == inputs.length) {
            inputs = Arrays.copyOf(inputs, 2 * nodes);
            thresholds = Arrays.copyOf(thresholds, 2 * nodes);
            lefts = Arrays.copyOf(lefts, 2 * nodes);
        }
        return nodes++;
    }

    /** What is needed while the forest grows. */
    private final class Grower {
        private final byte[][] bins;
        /** By input and bin: the largest value in it. */
        private final float[][] edges;

        private final float[] targets;
        private final int[] ranks;
        private final int[] rows;
        private final int[] spare;
        private final int[] counts = new int[BINS];
        private final double[] sums = new double[BINS];
        private long drawn;
        private int bestInput;
        private int bestBin;

        Grower(float[][] columns, float[] from) {
            int size = from.length;
            bins = new byte[columns.length][size];
            edges = new float[columns.length][];
            for (int input = 0; input < columns.length; input++) {
                edges[input] = edges(columns[input]);
                for (int row = 0; row < size; row++) {
                    int at = Arrays.binarySearch(edges[input], columns[input][row]);
                    bins[input][row] = (byte) Math.min(at < 0 ? ~at : at, edges[input].length - 1);
                }
            }
            float least = sorted[(int) (SPIKES * (size - 1))];
            float most = sorted[(int) ((1 - SPIKES) * (size - 1))];
            targets = new float[size];
            ranks = new int[size];
            for (int row = 0; row < size; row++) {
                targets[row] = Math.clamp(from[row], least, most);
                ranks[row] = Arrays.binarySearch(sorted, from[row]);
            }
            rows = new int[size];
            spare = new int[size];
        }

        private static float[] edges(float[] column) {
            var values = column.clone();
            Arrays.sort(values);
            var edges = new float[BINS];
            int count = 0;
            for (int bin = 1; bin <= BINS; bin++) {
                float edge = values[(int) ((long) values.length * bin / BINS) - 1];
                if (count == 0 || edge > edges[count - 1]) {
                    edges[count++] = edge;
                }
            }
            return Arrays.copyOf(edges, count);
        }

        int tree(int number) {
            drawn = number + 1L;
            int size = 0;
            for (int row = 0; row < targets.length; row++) {
                if (draw() < ROWS_SHARE) {
                    rows[size++] = row;
                }
            }
            int root = node();
            part(root, 0, size);
            return root;
        }

        private void part(int node, int from, int to) {
            if (to - from < 2 * LEAST_LEAF || !split(from, to)) {
                leaf(node, from, to);
                return;
            }
            int input = bestInput;
            int bin = bestBin;
            int middle = from;
            int others = 0;
            for (int at = from; at < to; at++) {
                if (bins[input][rows[at]] <= bin) {
                    rows[middle++] = rows[at];
                } else {
                    spare[others++] = rows[at];
                }
            }
            for (int each = 0; each < others; each++) {
                rows[middle + each] = spare[each];
            }
            int left = node();
            node();
            inputs[node] = input;
            thresholds[node] = edges[input][bin];
            lefts[node] = left;
            part(left, from, middle);
            part(left + 1, middle, to);
        }

        private void leaf(int node, int from, int to) {
            if (memberCount + to - from > members.length) {
                members = Arrays.copyOf(members, 2 * members.length + to - from);
            }
            inputs[node] = ~memberCount;
            lefts[node] = to - from;
            for (int at = from; at < to; at++) {
                members[memberCount++] = ranks[rows[at]];
            }
        }

        /** Looks for the best split, and says whether there is one. */
        private boolean split(int from, int to) {
            double all = 0;
            for (int at = from; at < to; at++) {
                all += targets[rows[at]];
            }
            double best = all * all / (to - from) * (1 + 1e-9) + 1e-300;
            boolean found = false;
            for (int input = 0; input < bins.length; input++) {
                if (draw() >= INPUTS_SHARE || edges[input].length < 2) {
                    continue;
                }
                count(input, from, to);
                int left = 0;
                double sum = 0;
                for (int bin = 0; bin < edges[input].length - 1; bin++) {
                    left += counts[bin];
                    sum += sums[bin];
                    int right = to - from - left;
                    if (left < LEAST_LEAF || right < LEAST_LEAF || counts[bin] == 0) {
                        continue;
                    }
                    double gain = sum * sum / left + (all - sum) * (all - sum) / right;
                    if (gain > best) {
                        best = gain;
                        bestInput = input;
                        bestBin = bin;
                        found = true;
                    }
                }
            }
            return found;
        }

        private void count(int input, int from, int to) {
            Arrays.fill(counts, 0);
            Arrays.fill(sums, 0);
            var own = bins[input];
            for (int at = from; at < to; at++) {
                int row = rows[at];
                counts[own[row]]++;
                sums[own[row]] += targets[row];
            }
        }

        /** The next of a fixed sequence of numbers from 0 to 1 (G. Steele, D. Lea, C. Flood, SplitMix, 2014). */
        private double draw() {
            drawn += 0x9e3779b97f4a7c15L;
            long mixed = (drawn ^ drawn >>> 30) * 0xbf58476d1ce4e5b9L;
            mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
            return ((mixed ^ mixed >>> 31) >>> 11) * 0x1.0p-53;
        }
    }
}
