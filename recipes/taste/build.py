"""Make what names are chosen by.

    python -m recipes.taste.build               # all; twenty minutes on two cores
    python -m recipes.taste.build --words       # all but the ranker; minutes
    python -m recipes.taste.build --ranker      # the ranker alone, from the pools made before
    python -m recipes.taste.build --hits        # figures on val designs as well

All are the source words of words, the parts of source words, the letters of designed names, the
themed names and what words mean by them, the senses of words, word vectors, and the ranker.

What each step needs is kept in recipes/work. The language model that ships says how well source
words fit: after recipes.bundled_model.build, run this again.
"""

import argparse
import pickle
import random
import sys
from collections.abc import Sequence
from functools import cache
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

import lightgbm
import numpy as np
from sklearn.metrics import roc_auc_score

from pokename.files import replacing
from pokename.naming import candidates as naming
from pokename.naming.blends import FORM_FEATURES
from pokename.naming.features import SOURCE_FEATURES, Ideas
from pokename.naming.letter_model import LetterModel
from pokename.naming.naming_model import load_model
from pokename.naming.planning import LETTER_COST
from pokename.naming.ranker import blend_row
from pokename.paths import DESIGNED_LETTERS
from pokename.reading.description import concepts_of
from recipes.blend_yardstick import all_blends
from recipes.bundled_model.files import WORK
from recipes.taste import ranker, senses, strengths, vectors
from recipes.taste.data_files import (
    FOLDS,
    Design,
    coined_blends,
    designs,
    fold_of,
    rarer_senses,
    themed_names,
)
from recipes.taste.judgments import Picks, judgments_by_design, picks
from recipes.taste.parts import PartsTable
from recipes.taste.rows import LETTERS_ORDER, Maker, Pool
from recipes.taste.themed import write_themed_names
from recipes.taste.thesaurus import Thesaurus

STORE, POOLS = WORK / "taste.pkl", WORK / "pools.pkl"
PROCESSES = 2
SEED = 7
DESIGNS_LEARNED, THEMED_LEARNED, BLENDS_OF_A_PLAN = 7000, 3000, 60
COINED = 3.0  # weight of a coined blend; a designed name has 1
FEWEST_READ = 20  # names that a judge read, among those of the pool
VAL_POOL = 2000  # candidates of a val design, by rough score
# Weights of candidates: designed, picked as best, as worst, shown and passed over, never shown.
DESIGNED, PICKED, WORST, PASSED, OTHER = 2.0, 3.0, 3.0, 2.0, 0.17
OTHER_SHARE = 0.12  # of the candidates that were never shown; training on more takes longer


def main() -> None:
    """Run the steps."""
    parser = argparse.ArgumentParser(description="Make what the names are chosen by.")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--ranker", action="store_true", help="leave all but the ranker as it is")
    part.add_argument("--words", action="store_true", help="stop before the ranker")
    parser.add_argument("--hits", action="store_true", help="print figures on val designs")
    given = parser.parse_args()
    if given.words and given.hits:
        parser.error("--hits needs the ranker: leave out --words")
    if given.words:
        _write_all_but_ranker()
        return
    if not given.ranker:
        _store_words(*_write_all_but_ranker())
        _store(POOLS, _make_pools())
    everything, pools = pickle.loads(POOLS.read_bytes())  # noqa: S301 - written above
    names = fit_names(pools)
    ranker.write(
        {
            "sources": ranker.plain_trees(everything, SOURCE_FEATURES),
            "names": ranker.plain_trees(names, naming.FEATURES),
            "blends": ranker.plain_trees(_fit_blends(), FORM_FEATURES),
        }
    )
    if given.hits:
        print_hits(everything, names)


def _make_pools() -> tuple[lightgbm.LGBMClassifier, list[Pool]]:
    """Return the model that scores source words, and the pools of all train designs."""
    maker = _maker()
    train = [one for one in designs() if one.split == "train"]
    folds = [_source_rows(maker, [one for one in train if fold_of(one) == n]) for n in range(FOLDS)]
    models = [ranker.fit_sources(*_joined(folds, without=fold)) for fold in range(FOLDS)]
    everything = ranker.fit_sources(*_joined(folds))
    with get_context("spawn").Pool(PROCESSES) as workers:
        made = workers.map(_pool, [(one, models[fold_of(one)], 0) for one in train], chunksize=20)
    return everything, [pool for pool in made if pool is not None]


def _write_all_but_ranker() -> tuple[Thesaurus, PartsTable]:
    """Write every asset except the ranker; return what the pools are made from."""
    thesaurus = Thesaurus()
    strengths.write(thesaurus, strengths.fit_strength(thesaurus))
    listed = chain.from_iterable(word.sources for word in thesaurus.words.values())
    of_senses = chain.from_iterable(sense.sources for sense in rarer_senses())
    words = {one for one in chain(listed, of_senses) if one.isascii() and one.isalpha()}
    table = PartsTable(words, thesaurus.spread)
    table.write(words)
    names = [letters for one in designs() if one.split == "train" for letters, _ in one.names]
    names += [one.letters for one in themed_names()]
    LetterModel.fit(names, LETTERS_ORDER).save(DESIGNED_LETTERS)
    write_themed_names(thesaurus)
    senses.write()
    vectors.write(words | {word for word in thesaurus.words if word.isascii() and word.isalpha()})
    return thesaurus, table


def _store_words(thesaurus: Thesaurus, table: PartsTable) -> None:
    """Store what candidate pools are made from.

    These are the thesaurus, the strengths of its source words by fold, the table of word parts, and
    the language model's probabilities of source words.
    """
    folds = [strengths.fit_strength(thesaurus, fold) for fold in range(FOLDS)]
    ideas = _ideas()
    _store(STORE, (thesaurus, folds, table, ideas))


def _store(path: Path, made: object) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(pickle.dumps(made))


def _ideas() -> dict[int, Ideas]:
    """Return the shipped language model's probabilities of each design's source words."""
    model = load_model(None).language_model
    return {
        one.number: model.ideas(
            one.text, {word for concept in concepts_of(one.text) for word in concept.sources}
        )
        for one in designs()
    }


@cache
def _maker() -> Maker:
    return Maker(*pickle.loads(STORE.read_bytes()))  # noqa: S301 - written above


def _pool(asked: tuple[Design, lightgbm.LGBMClassifier, int]) -> Pool | None:
    return _maker().pool(*asked)


def _source_rows(maker: Maker, some: Sequence[Design]) -> tuple[np.ndarray, np.ndarray]:
    rows, used = [], []
    for one in some:
        wanted = one.sources
        for source, (_, row) in maker.source_rows(one).items():
            rows.append(row)
            used.append(source in wanted)
    return np.array(rows, float), np.array(used)


def _joined(
    folds: Sequence[tuple[np.ndarray, np.ndarray]], without: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    kept = [fold for number, fold in enumerate(folds) if number != without]
    return np.concatenate([rows for rows, _ in kept]), np.concatenate([used for _, used in kept])


def fit_names(pools: Sequence[Pool]) -> lightgbm.LGBMClassifier:
    """Learn from designed names and from picks which candidates are good."""
    good, weights = [], []
    for pool in pools:
        picked = picks().get(pool.number, Picks())
        for letters, designed in zip(pool.names, pool.designed, strict=True):
            good.append(bool(designed) or letters in picked.best)
            if designed or letters in picked.best:
                weights.append(DESIGNED if designed else PICKED)
            elif letters in picked.worst:
                weights.append(WORST)
            else:
                weights.append(PASSED if letters in picked.shown else OTHER)
    rows, weight = np.concatenate([pool.features for pool in pools]), np.array(weights)
    kept = (weight != OTHER) | (np.random.default_rng(SEED).random(len(weight)) < OTHER_SHARE)
    return ranker.fit_names(rows[kept], np.array(good)[kept], weight[kept])


def _fit_blends() -> lightgbm.LGBMRanker:
    """Learn from designed names and coined blends which blend of two given words makers take."""
    rng = random.Random(SEED)
    designed = [name for one in designs() if one.split == "train" for name in one.names]
    themed = [(one.letters, one.plan) for one in themed_names()]
    names = [*rng.sample(designed, DESIGNS_LEARNED), *rng.sample(themed, THEMED_LEARNED)]
    weighted = [(name, 1.0) for name in names] + [(one, COINED) for one in coined_blends()]
    rows, good, weights = [], [], []
    for (letters, plan), weight in weighted:
        blends = all_blends(*plan) if len(plan) == 2 else []
        taken = [blend for blend in blends if blend.letters == letters]
        if taken:
            others = [blend for blend in blends if blend.letters != letters]
            random.Random(letters).shuffle(others)
            kept = [*taken, *others[:BLENDS_OF_A_PLAN]]
            rows.append(np.array([blend_row(blend) for blend in kept], float))
            good.append(np.array([blend.letters == letters for blend in kept], int))
            weights.append(weight)
    return ranker.fit_blends(rows, good, weights)


def print_hits(source_model: lightgbm.LGBMClassifier, names: lightgbm.LGBMClassifier) -> None:
    """Print how well the ranker orders the candidates of val designs.

    These are the shares of designs with a designed name among the first ten and hundred, and how
    well it tells the names that judges picked from others that they read: the share picked among
    the ten that it puts first, and the AUC.
    """
    val = [one for one in designs() if one.split == "val"]
    with get_context("spawn").Pool(PROCESSES) as workers:
        pools = workers.map(_pool, [(one, source_model, VAL_POOL) for one in val], chunksize=10)
    found = {10: 0, 100: 0}
    shares, areas = [], []
    for pool in filter(None, pools):
        scores = np.asarray(names.predict(pool.features, raw_score=True))
        scores -= LETTER_COST * np.array(list(map(len, pool.names)))
        best = np.argsort(-scores[: naming.ROUGH], kind="stable")
        for count in found:
            found[count] += bool(pool.designed[best[:count]].any())
        for one in judgments_by_design("val").get(pool.number, []):
            read = [n for n, letters in enumerate(pool.names) if letters in one.candidates]
            picked = np.array([pool.names[n] in one.best for n in read])
            if len(read) >= FEWEST_READ and 0 < picked.sum() < len(read):
                shares.append(picked[np.argsort(-scores[read], kind="stable")[:10]].mean())
                areas.append(roc_auc_score(picked, scores[read]))
    for count, times in found.items():
        print(f"hits@{count} {times / len(val):.3f}", file=sys.stderr)
    print(f"picked of the first ten {np.mean(shares):.3f}", file=sys.stderr)
    print(f"AUC of picks {np.mean(areas):.3f}", file=sys.stderr)


if __name__ == "__main__":
    main()
