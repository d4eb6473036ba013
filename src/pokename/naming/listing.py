"""Makes the list of names or lines for a request, with the refused drafts and notes for the user.

A list is made in pages: for each page, drafts are made and scored, and the best are chosen.
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import islice, takewhile
from typing import Any

from msgspec import Struct

from pokename.naming import arguments
from pokename.naming.candidates import ROUGH
from pokename.naming.drafting import PAGE
from pokename.naming.evolution_lines import find_lines
from pokename.naming.explaining import notes_of, notes_of_lines, to_lines, to_name
from pokename.naming.gates import Gates
from pokename.naming.name import Answer, Draft, LineAnswer, ScoredDraft
from pokename.naming.naming_model import NamingModel
from pokename.naming.sampling import Sampling
from pokename.naming.wishes import Request, letters_of

# A page ranks ROUGH candidates. If they don't fill the page, or if the list has LONG_LIST names
# already, it ranks ROUGH_FOR_LONG_LIST.
LONG_LIST, ROUGH_FOR_LONG_LIST = 100, 6000
# Maximum number of sampling rounds for a page, with a model that doesn't plan.
ROUNDS = 4
# A list should offer variety. At most NAMES_OF_A_ROOT names share a source word, and at most
# NAMES_OF_AN_END share their last SHARED_LETTERS letters. No two names share their first
# SHARED_LETTERS letters or both source words.
SHARED_LETTERS = 4
NAMES_OF_A_ROOT = 2
NAMES_OF_AN_END = 2
# A further name with the same source word or ending is listed if its score is higher than the
# next name's by more than this, in log odds.
LEAD_OF_CROWDED = 1.8


class Wanted(Struct, frozen=True):
    """How many names or lines are wanted, and how they are drawn.

    Attributes:
        n: Number of names or lines.
        spare: How many more to add if there are any. Notes don't count them.
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
            arguments.whole("seed", seed, arguments.SMALLEST_INT, arguments.LARGEST_INT),
            sampling or Sampling(),
        )


def answer_with_names(model: NamingModel, request: Request, wanted: Wanted) -> Answer:
    """Return names for a request."""
    gates = Gates(request, model.source_words)
    chosen: list[ScoredDraft] = []
    most = wanted.n + wanted.spare
    for page in range(math.ceil(most / PAGE)):
        asked = f"{wanted.seed}/{page}", wanted.sampling
        given = [one.draft for one in chosen]
        new = next_page(model, request, *asked, given, gates.let_pass)
        chosen += new
        if len(new) < PAGE and model.language_model.plans:
            break  # later pages would rank the same candidates
    names = [
        to_name(one, request, model.label, wanted.seed, rank)
        for rank, one in enumerate(chosen[:most], 1)
    ]
    refused = gates.refused
    return Answer(names, refused, notes_of(request, names[: wanted.n], wanted.n, refused))


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
        let_pass=gates.let_pass,
    )
    scored = [model.drafter.score_drafts(request, line) for line in found]
    lines = to_lines(scored, request, model.label, wanted.seed, first_stage=2 if known else 1)
    notes = notes_of_lines(request, lines[: wanted.n], wanted.n, stages, evolves_from)
    return LineAnswer(lines, gates.refused, notes)


def next_page(
    model: NamingModel,
    request: Request,
    seed: str,
    sampling: Sampling,
    given: Sequence[Draft],
    let_pass: Callable[[Draft], bool],
) -> list[ScoredDraft]:
    """Return the names of the next page, best first; fewer than ``PAGE`` if no more can be made.

    Args:
        model: The model that makes and scores drafts.
        request: The description and its wishes.
        seed: Any text; the seed of this page.
        sampling: See ``Sampling``.
        given: The names of all earlier pages.
        let_pass: Function that says whether a draft passes the gates.
    """
    before = {_in_one(draft) for draft in given}
    new: dict[str, ScoredDraft] = {}
    found: list[ScoredDraft] = []
    if not model.language_model.plans:
        tries = [(str(attempt), ROUGH) for attempt in range(ROUNDS)]
    elif len(given) < LONG_LIST:
        tries = [("0", ROUGH), ("0", ROUGH_FOR_LONG_LIST)]
    else:
        tries = [("0", ROUGH_FOR_LONG_LIST)]
    for attempt, rough in tries:
        drafts = model.drafter.drafts(request, f"{seed}/{attempt}", sampling, rough)
        for one in _best_first(drafts):
            if _in_one(one.draft) not in before:
                new.setdefault(_in_one(one.draft), one)
        found = shortlist(new.values(), PAGE, let_pass, given[-PAGE:])
        if len(found) == PAGE:
            break
    return found


def shortlist(
    candidates: Collection[ScoredDraft],
    n: int,
    let_pass: Callable[[Draft], bool],
    given: Sequence[Draft] = (),
) -> list[ScoredDraft]:
    """Return up to ``n`` candidates, best first; variants of a listed name come later.

    Args:
        candidates: Distinct names in any order.
        n: Maximum number of names.
        let_pass: Function that says whether a draft passes the gates. It is called on the best
            drafts, one after another, until there are enough.
        given: Names of the previous page; variants of these names are moved down too.
    """
    chosen: list[ScoredDraft] = []
    # Candidates whose source word or ending enough listed names have already, best first.
    crowded: list[ScoredDraft] = []
    # Candidates with both source words, or the start, of a listed name.
    repeats: list[ScoredDraft] = []

    def listed() -> list[Draft]:
        """Return the given and the chosen names."""
        return [*given, *(one.draft for one in chosen)]

    for ranked in _best_first(candidates):
        ahead = _ahead_of(ranked, crowded)
        del crowded[: len(ahead)]
        for one in (*ahead, ranked):
            if len(chosen) == n:
                return chosen
            if _repeats(one.draft, listed()):
                repeats.append(one)
            elif one is ranked and _crowds(one.draft, listed()):
                crowded.append(one)
            elif let_pass(one.draft):
                chosen.append(one)
    allowed = (one for one in (*crowded, *repeats) if let_pass(one.draft))
    return [*chosen, *islice(allowed, n - len(chosen))]


def _best_first(candidates: Iterable[ScoredDraft]) -> list[ScoredDraft]:
    # Letters break ties, so that the order never depends on how candidates were made.
    return sorted(candidates, key=lambda ranked: (-ranked.score, ranked.draft.letters))


def _ahead_of(ranked: ScoredDraft, crowded: Sequence[ScoredDraft]) -> list[ScoredDraft]:
    """Return the crowded candidates, sorted best first, that are listed before another one."""
    return list(takewhile(lambda one: one.score - LEAD_OF_CROWDED > ranked.score, crowded))


def _in_one(draft: Draft) -> str:
    """Return a name in one word: "Nopal Spook" and "Nopalspook" are the same name."""
    return draft.letters.replace(" ", "")


def _repeats(draft: Draft, listed: Sequence[Draft]) -> bool:
    """Return whether a listed name has the same source words or the same start."""
    start, roots = draft.letters[:SHARED_LETTERS], set(draft.roots)
    return any(
        other.letters[:SHARED_LETTERS] == start or (roots and roots == set(other.roots))
        for other in listed
    )


def _crowds(draft: Draft, listed: Sequence[Draft]) -> bool:
    """Return whether enough listed names share the ending or a source word."""
    end = draft.letters[-SHARED_LETTERS:]
    ends = sum(other.letters[-SHARED_LETTERS:] == end for other in listed)
    stems = [stem for other in listed for stem in _stems(other)]
    most = max((stems.count(stem) for stem in _stems(draft)), default=0)
    return ends >= NAMES_OF_AN_END or most >= NAMES_OF_A_ROOT


def _stems(draft: Draft) -> set[str]:
    """Return the starts of the source words, so that "saur" and "sauro" count as one."""
    return {root[:SHARED_LETTERS] for root in draft.roots}
