"""Makes the kept rows with which the Java evaluator of trees is compared: small models over random rows with missing
values, and what LightGBM predicts for each row.  usage: parity.py DIRECTORY"""
import pathlib
import sys

import lightgbm
import numpy

SEED = 20161001
KINDS = {
    "quantile": dict(objective="quantile", alpha=0.9),
    "binary": dict(objective="binary"),
    "zero-is-missing": dict(objective="regression", zero_as_missing=True),
}


def main(directory):
    random = numpy.random.default_rng(SEED)
    rows = random.normal(size=(3000, 6))
    rows[:, 1] = numpy.round(rows[:, 1])
    rows[random.random(rows.shape) < 0.1] = numpy.nan
    filled = numpy.nan_to_num(rows)
    truth = filled[:, 0] * filled[:, 1] + numpy.abs(filled[:, 2]) + random.normal(size=len(rows))
    for kind, parameters in KINDS.items():
        target = (truth > 1).astype(float) if kind == "binary" else truth
        model = lightgbm.train(
            dict(parameters, num_leaves=15, learning_rate=0.1, num_threads=1, seed=SEED, deterministic=True, verbose=-1),
            lightgbm.Dataset(rows, target),
            num_boost_round=20,
        )
        model.save_model(directory / f"parity-{kind}.txt")
        kept = rows[:200].copy()
        kept[-1] = numpy.nan
        kept[-2] = 0
        with open(directory / f"parity-{kind}.csv", "w") as out:
            for row, predicted in zip(kept, model.predict(kept)):
                out.write(",".join(repr(float(value)) for value in (*row, predicted)) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
