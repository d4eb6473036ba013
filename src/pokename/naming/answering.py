"""Drafts as names that are given, and what is said beside them."""

from collections import Counter
from collections.abc import Sequence

from pokename.naming.name import Name, Rejected
from pokename.naming.novelty import nearest_official
from pokename.naming.ranking import Ranked
from pokename.naming.wishes import Request
from pokename.pokedex.lexicon import meaning
from pokename.pokedex.names import normal_form


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
        rank=rank,
        fit=round(ranked.explained, 4),
        ease=ranked.ease,
        nearest=nearest,
        edits=edits,
    )


def notes_of(found: int, wanted: int, rejected: Sequence[Rejected]) -> tuple[str, ...]:
    """Return which wish left fewer names than were wanted."""
    if found >= wanted:
        return ()
    (why, times), *_ = Counter(one.why for one in rejected).most_common(1) or [("nothing", 0)]
    return (f"Only {found} of {wanted} names: '{why}' left out {times} drafts, the most of all.",)
