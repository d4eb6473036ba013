"""Sound of names: length, pronounceability, and the sound symbolism of real names.

Later stages and taller or heavier creatures have longer names with more of the letters b d g z v j
(Kawahara, Noto and Kumagai, "Sound symbolic patterns in Pokémon names", Phonetica 75, 2018). This
holds for many names together, not for a single one, so it is measured over all names.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from pokename.evaluation.bootstrap import Measure
from pokename.evaluation.metrics.checks import is_pronounceable
from pokename.evaluation.yardstick import Answers, Yardstick
from pokename.pokedex import bundled
from pokename.pokedex.official_names import normal_form
from pokename.pokedex.records import Species

VOICED = frozenset("bdgzvj")
Fact = Callable[[Species], float | None]


def sound(answers: Answers, yardstick: Yardstick) -> dict[str, Measure | None]:
    """Return mean length, the share of pronounceable names, and rank correlations with facts."""
    facts: Mapping[str, Fact] = {"stage": stage, "height": _height, "weight": _weight}
    letters = {f"letters_{key}": _correlation(answers, yardstick, len, facts[key]) for key in facts}
    voiced = {
        f"voiced_{key}": _correlation(answers, yardstick, _voiced, facts[key])
        for key in ("height", "weight")
    }
    return {
        "letters": _mean(answers, yardstick, lambda name: len(normal_form(name))),
        "pronounceable": _mean(answers, yardstick, is_pronounceable),
        **letters,
        **voiced,
    }


def lengths(answers: Answers) -> dict[int, int]:
    """Return the number of names of each length, by length in letters."""
    counted = Counter(len(normal_form(one.name)) for names in answers.names for one in names)
    return dict(sorted(counted.items()))


def stage(species: Species) -> float:
    """Return the stage in the evolution line; 1 for a species that evolves from no other."""
    return len(bundled.line_to(species))


def _height(species: Species) -> float | None:
    return species.height_dm


def _weight(species: Species) -> float | None:
    return species.weight_hg


def _voiced(letters: str) -> float:
    return sum(letter in VOICED for letter in letters)


def _mean(answers: Answers, yardstick: Yardstick, figure: Callable[[str], float]) -> Measure | None:
    """Return the mean of a figure: over the names of each case, then over the cases."""
    return yardstick.resamples.mean(
        [
            sum(figure(one.name) for one in names) / len(names) if names else None
            for names in answers.names
        ]
    )


def _correlation(
    answers: Answers, yardstick: Yardstick, figure: Callable[[str], float], fact: Fact
) -> Measure | None:
    """Return the rank correlation between a figure of the letters and a fact of the species."""
    known = bundled.species_by_id()
    places, figures, facts = [], [], []
    for place, (names, case) in enumerate(zip(answers.names, yardstick.cases, strict=True)):
        species = known.get(case.species_id)
        value = fact(species) if species else None
        if value is not None:
            places += [place] * len(names)
            facts += [value] * len(names)
            figures += [figure(normal_form(one.name)) for one in names]
    return yardstick.resamples.rank_correlation(figures, facts, places)
