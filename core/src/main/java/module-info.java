/** The pure mind: decides, and touches nothing. It may read {@code java.base} and the null annotations only. */
@org.jspecify.annotations.NullMarked
module dev.understudy.core {
    requires static transitive org.jspecify;

    exports dev.understudy.core.calendar;
    exports dev.understudy.core.control;
    exports dev.understudy.core.decide;
    exports dev.understudy.core.detect;
    exports dev.understudy.core.explain;
    exports dev.understudy.core.forecast;
    exports dev.understudy.core.heat;
    exports dev.understudy.core.measure;
    exports dev.understudy.core.migrate;
    exports dev.understudy.core.orders;
    exports dev.understudy.core.replicate;
    exports dev.understudy.core.saga;
    exports dev.understudy.core.score;
    exports dev.understudy.core.scorecard;
    exports dev.understudy.core.series;
    exports dev.understudy.core.shadow;
    exports dev.understudy.core.signal;
    exports dev.understudy.core.weights;
    exports dev.understudy.core.zone;
}
