"""Names come by the page: drafts are made and ranked, and the best of them chosen."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from pokename.naming.draft import Draft
from pokename.naming.language_model import Sampling
from pokename.naming.loading import NamingModel
from pokename.naming.ranking import Ranked, shortlist, with_luck
from pokename.naming.wishes import Request

# Names of a page. The first three of ten are the three that -n 3 gives, and more names never change
# those before them.
PAGE = 10
# Names of a model that spells them itself are sampled again, this often at the most.
ROUNDS = 4


def next_page(
    model: NamingModel,
    request: Request,
    seed: str,
    sampling: Sampling,
    given: Sequence[Draft],
    may_be_given: Callable[[Draft], bool],
) -> list[Ranked]:
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
    new: dict[str, Ranked] = {}
    found: list[Ranked] = []
    for attempt in range(ROUNDS):
        for one in lucky_drafts(model, request, f"{seed}/{attempt}", sampling):
            if one.draft.letters not in before:
                new.setdefault(one.draft.letters, one)
        found = shortlist(new.values(), PAGE, may_be_given, given[-PAGE:])
        if len(found) == PAGE or model.language_model.plans:
            break
    return found


def lucky_drafts(
    model: NamingModel, request: Request, seed: str, sampling: Sampling
) -> list[Ranked]:
    """Return ranked drafts with the luck of a seed, in no order; some may not be given.

    Args:
        model: What drafts and scores.
        request: What is asked.
        seed: Any text.
        sampling: See ``Sampling``.
    """
    drafts = model.drafter.drafts(request, PAGE * sampling.candidates, seed, sampling)
    return [
        replace(
            one,
            score=with_luck(
                one.score, f"{seed}/{request.text}/{one.draft.letters}", sampling.spread
            ),
        )
        for one in drafts
    ]
