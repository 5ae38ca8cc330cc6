"""Trains the learned quantile models and the plain LightGBM beside which they are judged, from rows that the Java side
wrote (features are made in one place).  usage: forecasts.py ROWS MODELS PARITY [rtt|demand]

For each kind of series and each fold of whole series a set of models that has not seen the fold, and one set that has
seen all. Learned: corrections to the blended quantiles of a series, in its scale, each series weighing as it does in the
graded ratio. Peer: plain LightGBM with its usual settings."""
import gzip
import pathlib
import sys

import lightgbm
import numpy

SEED = 20161001
FOLDS = 5
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
EVERY = 2
COMMON = dict(objective="quantile", num_threads=1, seed=SEED, deterministic=True, verbose=-1, max_bin=127)
LEARNED = dict(num_leaves=16, learning_rate=0.1, min_data_in_leaf=100, feature_fraction=0.4, bagging_fraction=0.7,
               bagging_freq=1)
LEARNED_ROUNDS = 40
PEER = dict(num_leaves=31, learning_rate=0.1)
PEER_ROUNDS = 40
# A learned model of demand was tried on two clusters and 17 metrics of machines; on series held out it did not help.
LEARNED_KINDS = ("rtt",)
KEPT = ("objective=", "num_tree_per_iteration=", "max_feature_idx=", "Tree=", "num_cat=", "is_linear=", "split_feature=",
        "threshold=", "decision_type=", "left_child=", "right_child=", "leaf_value=", "end of trees")


class Rows:
    def __init__(self, folder, kind):
        horizons, ours, plain = map(int, (folder / f"{kind}.columns").read_text().split())
        cells = numpy.fromfile(folder / f"{kind}.rows", ">f8").astype(float)
        cells = cells.reshape(-1, 1 + 2 * horizons + 2 + ours + 2 + plain)
        at = 1 + 2 * horizons
        self.horizons = horizons
        self.series = cells[:, 0].astype(int)
        self.targets = cells[:, 1:1 + horizons]
        self.naive = cells[:, 1 + horizons:at]
        self.level, self.scale = cells[:, at], cells[:, at + 1]
        self.ours = cells[:, at + 2:at + 2 + ours]
        self.last, self.plain_scale = cells[:, at + 2 + ours], cells[:, at + 3 + ours]
        self.plain = cells[:, at + 4 + ours:]
        self.prints = (folder / f"{kind}.series").read_text().split()

    def weights(self, horizon, scale):
        weights = scale / numpy.maximum(self.naive[:, horizon], 1e-12)
        return numpy.minimum(weights, 10 * numpy.median(weights))

    def blended(self, horizon, level):
        return self.ours[:, horizon * len(LEVELS) + level]


def trained(features, target, weights, base, level, settings, rounds):
    data = lightgbm.Dataset(features, target, weight=weights, init_score=base)
    return lightgbm.train(dict(COMMON, **settings, alpha=LEVELS[level]), data, rounds)


def write(path, models):
    with open(path, "wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as out:
        for model in models:
            for line in model.model_to_string().splitlines():
                if line.startswith(KEPT):
                    out.write(shortened(line).encode() + b"\n")


def shortened(line):
    """Nine digits of each threshold and leaf: half the size, and far below what a forecast is told in."""
    key, _, numbers = line.partition("=")
    if key not in ("threshold", "leaf_value"):
        return line
    return key + "=" + " ".join(f"{float(number):.9g}" for number in numbers.split())


def write_parity(path, rows, models):
    """Rows and what Python predicts for them, for the test of the Java side: fifty spread over all series."""
    chosen = numpy.linspace(0, len(rows.ours) - 1, 50).astype(int)
    predicted = numpy.stack([model.predict(rows.ours[chosen]) for model in models], axis=1)
    with gzip.GzipFile(path, "wb", mtime=0) as out:
        for row in numpy.concatenate([rows.ours[chosen], predicted], axis=1):
            out.write((",".join(repr(float(cell)) for cell in row) + "\n").encode())


def losses(forecast, values):
    error = values[:, None] - forecast
    return numpy.maximum(numpy.array(LEVELS) * error, (numpy.array(LEVELS) - 1) * error).mean(axis=1)


def train(rows, held, horizon, learns):
    known = ~numpy.isnan(rows.targets[:, horizon]) & (rows.naive[:, horizon] > 0)
    chosen = numpy.flatnonzero(known & (rows.series % FOLDS != held))[::EVERY]
    learned, peer = [], []
    target = (rows.targets[:, horizon] - rows.level) / rows.scale
    plain = (rows.targets[:, horizon] - rows.last) / rows.plain_scale
    for level in range(len(LEVELS)):
        if learns:
            learned.append(trained(rows.ours[chosen], target[chosen], rows.weights(horizon, rows.scale)[chosen],
                                   rows.blended(horizon, level)[chosen], level, LEARNED, LEARNED_ROUNDS))
        peer.append(trained(rows.plain[chosen], plain[chosen], None, None, level, PEER, PEER_ROUNDS))
    return learned, peer


def report(rows, horizon, learned, peer, held):
    """Loss over that of the blend on the last 30 % of the series that were held out, by series."""
    for series in numpy.unique(rows.series[rows.series % FOLDS == held]):
        own = numpy.flatnonzero((rows.series == series) & ~numpy.isnan(rows.targets[:, horizon]))
        own = own[len(own) * 6 // 10:]
        if len(own) < 50:
            continue
        values, scale = rows.targets[own, horizon], rows.scale[own, None]
        blended = numpy.stack([rows.blended(horizon, level)[own] for level in range(len(LEVELS))], axis=1)
        corrected = blended
        if learned:
            corrected = blended + numpy.stack([model.predict(rows.ours[own]) for model in learned], axis=1)
        both = (numpy.sort(corrected, axis=1) + blended) / 2
        plain = numpy.sort(numpy.stack([model.predict(rows.plain[own]) for model in peer], axis=1), axis=1)
        blend = losses(rows.level[own, None] + scale * blended, values).mean()
        if blend > 0:
            yield [losses(forecast, values).mean() / blend for forecast in (
                rows.level[own, None] + scale * numpy.sort(corrected, axis=1),
                rows.level[own, None] + scale * both,
                rows.last[own, None] + rows.plain_scale[own, None] * plain)]


def main(folder, models, parity, kinds):
    for kind in kinds:
        rows = Rows(folder, kind)
        (models / f"{kind}-seen.txt").write_text(
            "".join(f"{each} {number % FOLDS}\n" for number, each in enumerate(rows.prints)))
        ratios = [[] for _ in range(rows.horizons)]
        learns = kind in LEARNED_KINDS
        for held in [*sorted({number % FOLDS for number in range(len(rows.prints))}), None]:
            name = "all" if held is None else f"without-{held}"
            ours, plain = [], []
            for horizon in range(rows.horizons):
                learned, peer = train(rows, held if held is not None else FOLDS, horizon, learns)
                ours += learned
                plain += peer
                if held is not None:
                    ratios[horizon] += report(rows, horizon, learned, peer, held)
            if learns:
                write(models / f"{kind}-correction-{name}.txt.gz", ours)
            write(models / f"{kind}-plain-{name}.txt.gz", plain)
            if held is None and learns:
                write_parity(parity / f"{kind}-correction-parity.csv.gz", rows, ours)
            print(kind, name, flush=True)
            for horizon in range(rows.horizons):
                if ratios[horizon]:
                    print(kind, "horizon", horizon, "held-out loss over the blend's: learned, both, LightGBM",
                          numpy.exp(numpy.log(ratios[horizon]).mean(axis=0)).round(4), len(ratios[horizon]), flush=True)


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:4]), sys.argv[4:] or ["rtt", "demand"])
