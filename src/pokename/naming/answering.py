"""Answers to a request: names or lines, with the refused drafts and notes for the user."""

import math
from typing import TYPE_CHECKING

from pokename.naming.evolution_lines import find_lines
from pokename.naming.explaining import notes_of, notes_of_lines, to_lines, to_name
from pokename.naming.gates import Gates
from pokename.naming.name import Answer, LineAnswer
from pokename.naming.naming_model import NamingModel
from pokename.naming.paging import PAGE, Wanted, next_page
from pokename.naming.wishes import Request, letters_of

if TYPE_CHECKING:
    from pokename.naming.ranking import ScoredDraft


def answer_with_names(model: NamingModel, request: Request, wanted: Wanted) -> Answer:
    """Return names for a request."""
    gates = Gates(request, model.source_words)
    chosen: list[ScoredDraft] = []
    most = wanted.n + wanted.spare
    for page in range(math.ceil(most / PAGE)):
        asked = f"{wanted.seed}/{page}", wanted.sampling
        given = [one.draft for one in chosen]
        chosen += next_page(model, request, *asked, given, gates.let_pass)
    names = [
        to_name(one, request, model.label, wanted.seed, rank)
        for rank, one in enumerate(chosen[:most], 1)
    ]
    rejected = gates.rejected
    return Answer(names, rejected, notes_of(request, names[: wanted.n], wanted.n, rejected))


def answer_with_lines(
    model: NamingModel, request: Request, wanted: Wanted, stages: int, evolves_from: str
) -> LineAnswer:
    """Return evolution lines for a request.

    Args:
        model: The model that makes and scores names.
        request: The description and its wishes.
        wanted: How many lines are wanted.
        stages: Number of names in a line, as ``check_line`` allows it.
        evolves_from: A name that the lines continue from, or "".
    """
    known = letters_of("evolves_from", evolves_from) if evolves_from else ""
    gates = Gates(request, model.source_words, known)
    found = find_lines(
        model,
        request,
        known,
        stages,
        wanted.n + wanted.spare,
        asked=(f"{wanted.seed}/line", wanted.sampling),
        may_be_given=gates.let_pass,
    )
    scored = [model.drafter.score_drafts(request, line) for line in found]
    lines = to_lines(scored, request, model.label, wanted.seed, first_stage=2 if known else 1)
    notes = notes_of_lines(request, lines[: wanted.n], wanted.n, stages, evolves_from)
    return LineAnswer(lines, gates.rejected, notes)
