"""Names come by the page: drafts are made and ranked, and the best of them chosen."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from pokename.naming.candidates import ROUGH
from pokename.naming.language_model import Sampling
from pokename.naming.name import Draft
from pokename.naming.naming_model import NamingModel
from pokename.naming.ranking import ScoredDraft, add_luck, shortlist
from pokename.naming.wishes import Request

# Names of a page. The first three of ten are the three that -n 3 gives, and more names never change
# those before them.
PAGE = 10
# Candidates that are ranked for a page: more for those that come after so many names.
LONG_LIST, ROUGH_FOR_LONG_LIST = 100, 6000
# Names of a model that spells them itself are sampled again, this often at the most.
ROUNDS = 4


def next_page(
    model: NamingModel,
    request: Request,
    seed: str,
    sampling: Sampling,
    given: Sequence[Draft],
    may_be_given: Callable[[Draft], bool],
) -> list[ScoredDraft]:
    """Return the names of a page, best first; fewer where there are no more.

    Args:
        model: What drafts and scores.
        request: What is asked.
        seed: Any text; of this page.
        sampling: See ``Sampling``.
        given: The names of all pages before.
        may_be_given: Tells whether a draft may be a name.
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
    """Return ranked drafts with the luck of a seed, in no order; some may not be given.

    Args:
        model: What drafts and scores.
        request: What is asked.
        seed: Any text.
        sampling: See ``Sampling``.
        rough: Candidates that are ranked.
    """
    count = PAGE * sampling.candidates
    drafts = model.drafter.drafts(request, count, seed, sampling, rough)
    return sorted_with_luck(drafts, request, seed, sampling)


def sorted_with_luck(
    drafts: Sequence[ScoredDraft], request: Request, seed: str, sampling: Sampling
) -> list[ScoredDraft]:
    """Return drafts with the luck of a seed in their scores."""
    spread = round(sampling.spread * sampling.temperature, 4)
    # Another spread draws anew: of the same draws, only larger, the same names would come first.
    asked = f"{seed}/{request.text}" if spread == 1 else f"{seed}/{spread}/{request.text}"
    return [
        replace(one, score=add_luck(one.score, f"{asked}/{one.draft.letters}", spread))
        for one in drafts
    ]
