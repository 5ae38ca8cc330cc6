package dev.understudy.models;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Boosted regression trees as LightGBM writes them in its text format (version 4), evaluated in plain Java. Splits on
 * categories, linear leaves and more than one output are refused. Immutable after loading; may be shared by threads.
 *
 * <p>All trees lie in flat arrays. A child that is not negative is the number of a node, another is the complement of
 * the number of a leaf.
 */
public final class Trees {
    private static final int CATEGORICAL = 1;
    private static final int DEFAULT_LEFT = 2;
    private static final int MISSING_SHIFT = 2;
    private static final int MISSING_ZERO = 1;
    private static final int MISSING_NAN = 2;
    /** What LightGBM takes for zero. */
    private static final double ZERO = 1e-35;

    private final int features;
    private final double sigmoid;
    private final int[] roots;
    private final int[] feature;
    private final double[] threshold;
    private final byte[] decision;
    private final int[] left;
    private final int[] right;
    private final double[] leaf;

    private Trees(Growing grown) {
        features = grown.features;
        sigmoid = grown.sigmoid;
        roots = Arrays.copyOf(grown.roots, grown.trees);
        feature = Arrays.copyOf(grown.feature, grown.nodes);
        threshold = Arrays.copyOf(grown.threshold, grown.nodes);
        decision = Arrays.copyOf(grown.decision, grown.nodes);
        left = Arrays.copyOf(grown.left, grown.nodes);
        right = Arrays.copyOf(grown.right, grown.nodes);
        leaf = Arrays.copyOf(grown.leaf, grown.leaves);
    }

    /** Reads one model to the end of the stream, which stays open. */
    public static Trees load(InputStream text) {
        return load(new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8)));
    }

    /** Reads one model: to the line {@code end of trees}, or to the end of the text. */
    static Trees load(BufferedReader text) {
        var growing = new Growing();
        try {
            for (String line = text.readLine(); line != null && !line.equals("end of trees"); line = text.readLine()) {
                growing.hear(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a model", e);
        }
        growing.endTree();
        if (growing.trees == 0) {
            throw new IllegalArgumentException("a model has 0 trees; allowed: at least 1");
        }
        return new Trees(growing);
    }

    /** How many features a row has. */
    public int features() {
        return features;
    }

    public int size() {
        return roots.length;
    }

    /** The prediction for a row: a probability where the model was trained on yes and no, else the sum of the leaves. */
    public double predict(double[] row) {
        double sum = raw(row);
        return sigmoid > 0 ? 1 / (1 + Math.exp(-sigmoid * sum)) : sum;
    }

    /** The sum of the leaves a row falls into. NaN is a missing value. */
    public double raw(double[] row) {
        if (row.length != features) {
            throw new IllegalArgumentException("a row has " + row.length + " features; allowed: " + features);
        }
        double sum = 0;
        for (int root : roots) {
            int node = root;
            while (node >= 0) {
                node = goesLeft(node, row[feature[node]]) ? left[node] : right[node];
            }
            sum += leaf[~node];
        }
        return sum;
    }

    private boolean goesLeft(int node, double given) {
        int missing = decision[node] >> MISSING_SHIFT & 3;
        double value = Double.isNaN(given) && missing != MISSING_NAN ? 0 : given;
        if (missing == MISSING_ZERO && Math.abs(value) <= ZERO || missing == MISSING_NAN && Double.isNaN(value)) {
            return (decision[node] & DEFAULT_LEFT) != 0;
        }
        return value <= threshold[node];
    }

    /** A model while it is read, line by line. */
    private static final class Growing {
        private int features;
        private double sigmoid;
        private int trees;
        private int nodes;
        private int leaves;
        private int[] roots = new int[64];
        private int[] feature = new int[1024];
        private double[] threshold = new double[1024];
        private byte[] decision = new byte[1024];
        private int[] left = new int[1024];
        private int[] right = new int[1024];
        private double[] leaf = new double[1024];

        private boolean inTree;
        private String splitFeatures = "";
        private String thresholds = "";
        private String decisions = "";
        private String lefts = "";
        private String rights = "";
        private String values = "";

        void hear(String line) {
            int equals = line.indexOf('=');
            String key = equals < 0 ? line : line.substring(0, equals);
            String value = equals < 0 ? "" : line.substring(equals + 1);
            switch (key) {
                case "Tree" -> {
                    endTree();
                    inTree = true;
                }
                case "max_feature_idx" -> features = Integer.parseInt(value) + 1;
                case "objective" -> sigmoid = sigmoid(value);
                case "num_tree_per_iteration" -> allow(key, value, "1");
                case "num_cat", "is_linear" -> allow(key, value, "0");
                case "split_feature" -> splitFeatures = value;
                case "threshold" -> thresholds = value;
                case "decision_type" -> decisions = value;
                case "left_child" -> lefts = value;
                case "right_child" -> rights = value;
                case "leaf_value" -> values = value;
                default -> {
                    // Counts, gains and parameters of the training: nothing a prediction needs.
                }
            }
        }

        private static double sigmoid(String objective) {
            if (!objective.startsWith("binary")) {
                return 0;
            }
            int at = objective.indexOf("sigmoid:");
            return at < 0 ? 1 : Double.parseDouble(objective.substring(at + "sigmoid:".length()));
        }

        private static void allow(String key, String value, String allowed) {
            if (!value.equals(allowed)) {
                throw new IllegalArgumentException(key + " of a model is " + value + "; allowed: " + allowed);
            }
        }

        void endTree() {
            if (!inTree) {
                return;
            }
            var ends = numbers(values);
            var splits = numbers(splitFeatures);
            if (ends.length != splits.length + 1) {
                throw new IllegalArgumentException("tree " + trees + " of a model has " + ends.length + " leaves and "
                        + splits.length + " splits; allowed: one leaf more than splits");
            }
            make(splits.length, ends.length);
            roots[trees++] = splits.length == 0 ? ~leaves : nodes;
            if (splits.length > 0) {
                split(splits);
            }
            System.arraycopy(ends, 0, leaf, leaves, ends.length);
            leaves += ends.length;
            inTree = false;
            splitFeatures = thresholds = decisions = lefts = rights = values = "";
        }

        private void split(double[] splits) {
            var at = numbers(thresholds);
            var kinds = numbers(decisions);
            var toLeft = numbers(lefts);
            var toRight = numbers(rights);
            int first = nodes;
            for (int each = 0; each < splits.length; each++, nodes++) {
                feature[nodes] = (int) splits[each];
                threshold[nodes] = at[each];
                decision[nodes] = (byte) kinds[each];
                left[nodes] = child(first, (int) toLeft[each]);
                right[nodes] = child(first, (int) toRight[each]);
                if ((decision[nodes] & CATEGORICAL) != 0 || feature[nodes] >= features) {
                    throw new IllegalArgumentException("tree " + (trees - 1) + " of a model splits feature "
                            + feature[nodes] + " by kind " + decision[nodes] + "; allowed: numbers of features 0 to "
                            + (features - 1));
                }
            }
        }

        private int child(int first, int child) {
            return child >= 0 ? first + child : ~(leaves + ~child);
        }

        private void make(int moreNodes, int moreLeaves) {
            if (trees == roots.length) {
                roots = Arrays.copyOf(roots, 2 * trees);
            }
            if (nodes + moreNodes > feature.length) {
                int room = 2 * (nodes + moreNodes);
                feature = Arrays.copyOf(feature, room);
                threshold = Arrays.copyOf(threshold, room);
                decision = Arrays.copyOf(decision, room);
                left = Arrays.copyOf(left, room);
                right = Arrays.copyOf(right, room);
            }
            if (leaves + moreLeaves > leaf.length) {
                leaf = Arrays.copyOf(leaf, 2 * (leaves + moreLeaves));
            }
        }

        private static double[] numbers(String text) {
            if (text.isBlank()) {
                return new double[0];
            }
            return Arrays.stream(text.strip().split(" ", -1))
                    .mapToDouble(Growing::number)
                    .toArray();
        }

        /** Infinity is written in C's way where a split parts the missing from the rest. */
        private static double number(String text) {
            return switch (text) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        }
    }
}
