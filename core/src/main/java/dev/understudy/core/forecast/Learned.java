package dev.understudy.core.forecast;

import java.util.List;

/** Models trained on the history of other series, each of which says what it expects of this one. */
public interface Learned {
    /** What the models are called, at least one. */
    List<String> names();

    /**
     * What each says of one horizon.
     *
     * @param past of the series
     * @param blended quantiles of each horizon, from the candidates of the series; not to be changed
     * @param horizon its number, from 0
     * @param into receives rising quantiles by model and level
     */
    void forecast(Past past, double[][] blended, int horizon, double[][] into);
}
