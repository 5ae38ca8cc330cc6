package dev.understudy.core.forecast;

/**
 * A line fitted to a series as it comes: recursive least squares that forget slowly (S. Haykin, "Adaptive Filter
 * Theory", chapter 10). Inputs and targets are in scales of the series and cut off at {@value #MOST}, so that a spike
 * cannot bend it. Mutable, for one thread.
 */
final class Regression {
    static final double MOST = 8;

    private static final double FORGETTING = 0.9995;
    private static final double FIRST_VARIANCE = 1;
    private static final double LARGEST_TRACE = 1e3;

    private final double[] slopes;
    private final double[][] covariance;
    private final double[] gain;

    Regression(int inputs) {
        slopes = new double[inputs];
        covariance = new double[inputs][inputs];
        gain = new double[inputs];
        for (int each = 0; each < inputs; each++) {
            covariance[each][each] = FIRST_VARIANCE;
        }
    }

    double at(double[] input) {
        double sum = 0;
        for (int each = 0; each < slopes.length; each++) {
            sum += slopes[each] * input[each];
        }
        return sum;
    }

    void learn(double[] input, double target) {
        double error = Math.clamp(target, -MOST, MOST) - at(input);
        double norm = FORGETTING;
        for (int row = 0; row < gain.length; row++) {
            double sum = 0;
            for (int column = 0; column < gain.length; column++) {
                sum += covariance[row][column] * input[column];
            }
            gain[row] = sum;
            norm += sum * input[row];
        }
        double trace = 0;
        for (int row = 0; row < gain.length; row++) {
            slopes[row] += gain[row] / norm * error;
            for (int column = 0; column < gain.length; column++) {
                covariance[row][column] = (covariance[row][column] - gain[row] * gain[column] / norm) / FORGETTING;
            }
            trace += covariance[row][row];
        }
        if (trace > LARGEST_TRACE) {
            for (double[] row : covariance) {
                for (int column = 0; column < row.length; column++) {
                    row[column] *= LARGEST_TRACE / 2 / trace;
                }
            }
        }
    }
}
