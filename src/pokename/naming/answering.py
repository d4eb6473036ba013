"""Drafts as names that are given, and what is said beside them."""

from collections import Counter
from collections.abc import Sequence

from pokename.naming.name import Name, Rejected
from pokename.naming.novelty import nearest_official
from pokename.naming.proposals import content_words
from pokename.naming.ranking import Ranked
from pokename.naming.wishes import Request
from pokename.pokedex.lexicon import meaning
from pokename.pokedex.names import normal_form

UNKNOWN = "No English word in the description: the names are of no creature in particular."


def named(ranked: Ranked, request: Request, model: str, seed: int, rank: int) -> Name:
    """Return a draft as it is given, with what is known of it."""
    draft = ranked.draft
    nearest, edits = nearest_official(normal_form(draft.letters))
    return Name(
        name=draft.letters.title(),
        description=request.description,
        score=round(ranked.score, 4),
        seed=seed,
        model=model,
        roots=draft.roots,
        meanings=tuple(meaning(root) for root in draft.roots),
        says=ranked.says,
        rank=rank,
        fit=round(ranked.fit, 4),
        ease=ranked.ease,
        nearest=nearest,
        edits=edits,
    )


def notes_of(
    request: Request, found: int, wanted: int, rejected: Sequence[Rejected]
) -> tuple[str, ...]:
    """Return what the user should know: that nothing was understood, or what left too few names."""
    notes = [UNKNOWN] if request.text and not content_words(request.text) else []
    if found >= wanted:
        return tuple(notes)
    (why, times), *_ = Counter(one.why for one in rejected).most_common(1) or [("nothing", 0)]
    few = f"Only {found} of {wanted} names: '{why}' left out {times} drafts, the most of all."
    return (*notes, few)
