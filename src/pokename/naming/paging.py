"""Names come by the page: drafts are made, weighed, ranked, and the best of them chosen."""

from collections.abc import Callable, Sequence

from pokename.naming.draft import Draft
from pokename.naming.drafting import Sampling
from pokename.naming.loading import NamingModel
from pokename.naming.ranking import Ranked, shortlist, with_luck
from pokename.naming.wishes import Request

# Names of a page. The first three of ten are the three that -n 3 gives, and more names never change
# those before them.
PAGE = 10
# A page that leaves too few names is drafted again, this often at the most.
ROUNDS = 4


def next_page(
    model: NamingModel,
    request: Request,
    seed: str,
    sampling: Sampling,
    given: Sequence[Draft],
    may_be_given: Callable[[Draft], bool],
) -> list[Ranked]:
    """Return the names of a page, best first; fewer where the model finds no more.

    Args:
        model: What drafts and weighs.
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
        drafted = candidates(model, request, f"{seed}/{attempt}", sampling)
        for one in with_luck(drafted, f"{seed}/{request.text}", sampling.spread):
            if one.draft.letters not in before:
                new.setdefault(one.draft.letters, one)
        found = shortlist(new.values(), PAGE, may_be_given, given[-PAGE:])
        if len(found) == PAGE:
            break
    return found


def candidates(model: NamingModel, request: Request, seed: str, sampling: Sampling) -> list[Ranked]:
    """Return drafts for a page with what they are ranked by, in no order.

    Some of them may not be given as names.

    Args:
        model: What drafts and weighs.
        request: What is asked.
        seed: Any text.
        sampling: See ``Sampling``.
    """
    drafts: dict[str, Draft] = {}
    waiting = []
    for made in model.drafter.drafts(request, PAGE * sampling.candidates, seed, sampling):
        # The engine weighs ideas while names are made of them.
        waiting.append(model.scorer.weigh(request.text, made.ideas))
        for draft in made.names:
            drafts.setdefault(draft.letters, draft)
    weights = {idea: weight for finish in waiting for idea, weight in finish().items()}
    return model.scorer.rank(request, list(drafts.values()), weights)
