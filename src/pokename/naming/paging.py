"""Pages of names: for each page, drafts are made and scored, and the best are chosen."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pokename.naming import arguments
from pokename.naming.candidates import ROUGH
from pokename.naming.language_model import Sampling
from pokename.naming.name import Draft
from pokename.naming.naming_model import NamingModel
from pokename.naming.ranking import ScoredDraft, add_luck, shortlist
from pokename.naming.wishes import Request

# Names per page. A page is always made in full, so that -n 3 gives the first three names of -n 10.
PAGE = 10
# After LONG_LIST names, a page ranks ROUGH_FOR_LONG_LIST candidates instead of ROUGH.
LONG_LIST, ROUGH_FOR_LONG_LIST = 100, 6000
# Maximum number of sampling rounds for a page, with a model that doesn't plan.
ROUNDS = 4


class Wanted(Struct, frozen=True):
    """How many names or lines are wanted, and how they are drawn.

    Attributes:
        n: Number of names or lines.
        spare: Number of further ones; if they can't be found, no note says so.
        seed: An integer of up to 64 bits.
        sampling: See ``Sampling``.
    """

    n: int
    spare: int
    seed: int
    sampling: Sampling

    @classmethod
    def of(cls, n: Any, seed: Any, sampling: Any, spare: Any = 0) -> "Wanted":
        """Check the arguments of a caller.

        Raises:
            WishError: An argument is of the wrong type or out of range.
        """
        if sampling is not None and not isinstance(sampling, Sampling):
            raise arguments.refused("sampling", "a Sampling", sampling)
        return cls(
            arguments.whole("n", n, 0, arguments.MOST_NAMES),
            arguments.whole("spare", spare, 0, arguments.MOST_NAMES),
            arguments.whole("seed", seed, arguments.LEAST_SEED, arguments.MOST_SEED),
            sampling or Sampling(),
        )


def next_page(
    model: NamingModel,
    request: Request,
    seed: str,
    sampling: Sampling,
    given: Sequence[Draft],
    may_be_given: Callable[[Draft], bool],
) -> list[ScoredDraft]:
    """Return the names of the next page, best first; fewer than ``PAGE`` if no more can be made.

    Args:
        model: The model that makes and scores drafts.
        request: The description and its wishes.
        seed: Any text; the seed of this page.
        sampling: See ``Sampling``.
        given: The names of all earlier pages.
        may_be_given: Function that says whether a draft passes the gates.
    """
    before = {draft.letters for draft in given}
    rough = ROUGH if len(given) < LONG_LIST else ROUGH_FOR_LONG_LIST
    new: dict[str, ScoredDraft] = {}
    found: list[ScoredDraft] = []
    for attempt in range(ROUNDS):
        for one in sample_drafts(model, request, f"{seed}/{attempt}", sampling, rough):
            if one.draft.letters not in before:
                new.setdefault(one.draft.letters, one)
        found = shortlist(new.values(), PAGE, may_be_given, given[-PAGE:])
        if len(found) == PAGE or model.language_model.plans:
            break
    return found


def sample_drafts(
    model: NamingModel,
    request: Request,
    seed: str,
    sampling: Sampling,
    rough: int = ROUGH,
) -> list[ScoredDraft]:
    """Return scored drafts, unsorted, with random draws added; gates may still refuse some.

    The seed decides the random draws that are added to the scores.

    Args:
        model: The model that makes and scores drafts.
        request: The description and its wishes.
        seed: Any text.
        sampling: See ``Sampling``.
        rough: Number of candidates to rank.
    """
    count = PAGE * sampling.candidates
    drafts = model.drafter.drafts(request, count, seed, sampling, rough)
    return with_luck(drafts, request, seed, sampling)


def with_luck(
    drafts: Sequence[ScoredDraft], request: Request, seed: str, sampling: Sampling
) -> list[ScoredDraft]:
    """Return drafts in the same order; add a random draw, which the seed decides, to each score."""
    spread = round(sampling.spread * sampling.temperature, 4)
    # Each spread has its own draws. If spreads only scaled the same draws, all would favour the
    # same names.
    asked = f"{seed}/{request.text}" if spread == 1 else f"{seed}/{spread}/{request.text}"
    return [
        replace(one, score=add_luck(one.score, f"{asked}/{one.draft.letters}", spread))
        for one in drafts
    ]
