"""Write the themed names that ship: by creature and theme, with what each source word says."""

import io
import math
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from pokename import paths
from pokename.files import replacing
from pokename.naming.blends import blend_spelled, word_of
from pokename.naming.themed_names import STAR
from recipes import sorted_lines
from recipes.taste.data_files import (
    THEMES_OF_WORDS,
    ThemedName,
    more_themed_names,
    themed_names,
    themed_verdicts,
)
from recipes.taste.thesaurus import Thesaurus

EPOCH = (1980, 1, 1, 0, 0, 0)  # so that the same names give the same bytes
NEARNESS_WEIGHT = 3.0
ANY_THEME = "more"


class Roles:
    """Tells which of a themed name's two source words says the creature.

    Args:
        thesaurus: Knows how near two words are in meaning.

    Attributes:
        themes: All themes that names were written for.
    """

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.themes = {one.theme for one in themed_names()}
        self._nearness = thesaurus.nearness
        self._of_creature: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._of_theme: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for one in _all_names():
            self._of_creature[one.creature].update(one.plan)
            self._of_theme[one.theme].update(one.plan)

    def creature_first(self, one: ThemedName) -> tuple[str, str]:
        """Return the source word for the creature, then that for the theme."""
        first, second = one.plan
        if self._says(second, one) > self._says(first, one):
            return second, first
        return first, second

    def _says(self, source: str, one: ThemedName) -> float:
        """Return how much more a source word says the creature than the theme, in log odds.

        A word for the creature is used with many of its themes, and a word for the theme with many
        creatures.
        """
        with_creature = self._of_creature[one.creature][source]
        with_theme = self._of_theme[one.theme][source]
        nearest = max(self._nearness(source, word) for word in one.theme.split() if word != "&")
        nearer = max(self._nearness(source, word) for word in one.creature.split()) - nearest
        return math.log(with_creature / with_theme) + NEARNESS_WEIGHT * nearer


def write_themed_names(thesaurus: Thesaurus) -> None:
    """Write the themed names, their letters, and what words of descriptions mean.

    Names without a theme, those that two source words don't give as a blend, and those that the
    critic would never use are left out.
    """
    roles = Roles(thesaurus)
    verdicts = themed_verdicts()
    found: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for one in _all_names():
        if one.theme != ANY_THEME and len(one.plan) == 2:
            for subject, theme, plan in _lookups(one, roles):
                chosen = verdicts.get((subject, one.letters))
                if chosen is not False:
                    mark = STAR if chosen else ""
                    found[subject][theme].setdefault(one.letters, f"{mark}{one.letters}={plan}")
    with replacing(paths.THEMED_NAMES) as temporary:
        temporary.write_bytes(_archive(found))
    sorted_lines.write(paths.THEMED_LETTERS, {one.letters for one in themed_names()})
    sorted_lines.write(paths.THEMES_OF_WORDS, THEMES_OF_WORDS.read_text("ascii").splitlines())


def _lookups(one: ThemedName, roles: Roles) -> Iterator[tuple[str, str, str]]:
    """Yield by which creature and theme a blend is found, with its source words in that order.

    A name for two themes is found by either.
    """
    if not blend_spelled(one.letters, *map(word_of, one.plan)):
        return
    first, second = roles.creature_first(one)
    yield one.creature, one.theme, f"{first}+{second}"
    if one.creature in roles.themes:
        yield one.theme, one.creature, f"{second}+{first}"


def _all_names() -> tuple[ThemedName, ...]:
    return themed_names() + more_themed_names()


def _archive(found: Mapping[str, Mapping[str, Mapping[str, str]]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for creature, themes in sorted(found.items()):
            member = zipfile.ZipInfo(creature, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, "\n".join(_lines(themes)))
    return buffer.getvalue()


def _lines(themes: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for theme, names in themes.items():
        yield f"{theme}: {' '.join(names.values())}"
