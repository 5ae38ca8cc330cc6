"""Trains the onset model, its models by fold of paths, and the plain model it is compared with.

usage: onset.py ROWS MODELS PEERS
ROWS: written by dev.understudy.judgement.OnsetRows (--data DIR --out ROWS), so that the features are those that are served
MODELS: directory for onset.txt.gz, onset-without-K.txt.gz (trained without the paths of fold K) and onset-seen.txt
PEERS: directory for onset-plain.txt.gz and onset-plain-without-K.txt.gz: LightGBM as it comes, with the usual features"""
import gzip
import pathlib
import sys

import lightgbm
import numpy

SEED = 20161001
FOLDS = 5
EVERY = 3  # neighbouring instants are nearly the same
COMMON = dict(objective="binary", num_threads=1, seed=SEED, deterministic=True, force_row_wise=True, verbose=-1)
OURS = dict(
    COMMON,
    num_leaves=12,
    learning_rate=0.03,
    min_data_in_leaf=400,
    feature_fraction=0.3,
    bagging_fraction=0.5,
    bagging_freq=1,
    lambda_l2=20,
)
ROUNDS = 150
# last samples, medians, maxima, a high quantile, share above the margin, loss, jitter, spread, past rate; others are constant
PLAIN_COLUMNS = [0, 1, 2, 3, 4, 6, 7, 8, 10, 12, 13, 15, 16, 29, 31, 34, 36, 38, 40]
PLAIN = dict(COMMON, num_leaves=31, learning_rate=0.1)
PLAIN_ROUNDS = 100


def read(path):
    names, rows = [], []
    with open(path) as lines:
        for line in lines:
            cells = line.rstrip("\n").split(",")
            names.append(cells[0])
            rows.append([float(cell) if cell else numpy.nan for cell in cells[1:]])
    return numpy.array(names), numpy.array(rows)


def train(parameters, rounds, features, truth, rows, out):
    text = lightgbm.train(parameters, lightgbm.Dataset(features[rows], truth[rows]), rounds).model_to_string()
    trees = text[: text.index("end of trees")] + "end of trees\n"
    out.write_bytes(gzip.compress(trees.encode(), 9, mtime=0))


def main(rows, models, peers):
    names, table = read(rows)
    truth, features = table[:, 1], table[:, 2:]
    plain = features.copy()
    others = [column for column in range(features.shape[1]) if column not in PLAIN_COLUMNS]
    plain[:, others] = 0
    paths = list(dict.fromkeys(names))
    fold = numpy.array([{path: number % FOLDS for number, path in enumerate(paths)}[name] for name in names])
    with open(models / "onset-seen.txt", "w") as out:
        for number, path in enumerate(paths):
            out.write(f"{path} {number % FOLDS}\n")
    for held in [None, *range(FOLDS)]:
        kept = numpy.flatnonzero(fold != held)[::EVERY] if held is not None else numpy.arange(len(truth))[::EVERY]
        ending = ".txt.gz" if held is None else f"-without-{held}.txt.gz"
        train(OURS, ROUNDS, features, truth, kept, models / ("onset" + ending))
        train(PLAIN, PLAIN_ROUNDS, plain, truth, kept, peers / ("onset-plain" + ending))


if __name__ == "__main__":
    main(*map(pathlib.Path, sys.argv[1:]))
