"""Drafts as names that are given, and what is said beside them."""

from collections import Counter
from collections.abc import Sequence

from pokename.naming.description import concepts_of
from pokename.naming.name import Name, Rejected
from pokename.naming.novelty import nearest_official
from pokename.naming.ranking import Ranked
from pokename.naming.sound import ease
from pokename.naming.wishes import Request
from pokename.pokedex.lexicon import meaning
from pokename.pokedex.names import normal_form

UNKNOWN = "No word of the description is known: the names are of no creature in particular."


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
        ease=ease(draft.letters),
        nearest=nearest,
        edits=edits,
    )


def notes_of(
    request: Request, names: Sequence[Name], wanted: int, rejected: Sequence[Rejected]
) -> tuple[str, ...]:
    """Return what the user should know: how a description was read, what left too few names."""
    notes = [f"Read as {request.language}: {request.text}."] if request.language else []
    concepts = concepts_of(request.text)
    if not concepts:
        notes.append(UNKNOWN)
    notes += [f"Read '{one.said}' as {one.corrected}." for one in concepts if one.corrected]
    unknown = [one.said for one in concepts if not one.known]
    if unknown:
        notes.append(f"Not known, so named by their own sounds: {', '.join(unknown)}.")
    roots = [root for name in names for root in name.roots]
    notes += [
        f"No source word goes with {option}: its letters are put there."
        for option in request.limits.foreign_to(roots)
    ]
    if len(names) >= wanted:
        return tuple(notes)
    few = f"Only {len(names)} of {wanted} names: "
    for why, times in Counter(one.why for one in rejected).most_common(1):
        return (*notes, f"{few}'{why}' left out {times} drafts, the most of all.")
    limits = " and ".join(request.limits.asked())
    return (*notes, f"{few}no more can be made{f' with {limits}' if limits else ''}.")
