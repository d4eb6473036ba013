"""Answers requests with a generator."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from msgspec import UNSET, Struct

from pokename.errors import WishError
from pokename.generate.formats import record
from pokename.generate.inputs import Row
from pokename.generate.job import NamedRow
from pokename.naming.explaining import explanation
from pokename.naming.generator import NameGenerator
from pokename.naming.letter_sources import letter_sources
from pokename.naming.name import Name, Refused
from pokename.naming.novelty import Found, UniqueNames, unique_name
from pokename.naming.sampling import Sampling
from pokename.naming.wishes import Request, Wishes
from pokename.pokedex.official_names import language_of
from pokename.reading.description import concepts_of
from pokename.web.schemas import (
    CreatureRequest,
    DexAnswer,
    DexName,
    DexRequest,
    DexRow,
    ExplainAnswer,
    ExplainRequest,
    GenerateRequest,
    LineRequest,
    LinesAnswer,
    NameRecord,
    NamesAnswer,
    ScoreAnswer,
    ScoreRequest,
)
from pokename.words.sound import pronunciation


class Described(Struct):
    """A description in a request, for the metrics and the log of requests.

    Attributes:
        description: The description.
        unknown: Its words that pokename doesn't know.
        names: The number of names given for it.
    """

    description: str
    unknown: list[str]
    names: int = 0


class AnswerFacts(Struct):
    """The facts about an answer for the metrics and the log of requests.

    Attributes:
        described: The descriptions in the request.
        refused: The number of refused drafts for each reason.
    """

    described: list[Described]
    refused: Mapping[str, int] = {}


class _Reading(TypedDict):
    unknown: list[str]
    corrected: dict[str, str]


class Answerer:
    """Answers requests with a generator. Thread-safe.

    Args:
        generator: The generator of the names.
        seed: The default seed.
        max_length: The default maximum number of letters in a name.
        sampling: The sampling for requests without a creativity.
    """

    def __init__(
        self, generator: NameGenerator, seed: int, max_length: int, sampling: Sampling
    ) -> None:
        self.generator = generator
        self.seed = seed
        self.max_length = max_length
        self.sampling = sampling

    def generate(self, request: GenerateRequest) -> tuple[NamesAnswer, AnswerFacts]:
        """Return names for a creature.

        Raises:
            WishError: No name can meet the wishes.
        """
        answer = self.generator.answer(
            request.description,
            request.n,
            sampling=request.sampling(self.sampling),
            **self._arguments(request),
        )
        reading = _reading(request.description, request.wishes(self.max_length))
        records = [full_record(name) for name in answer.names]
        facts = _facts_of(request, reading, len(records), answer.refused)
        return NamesAnswer(records, list(answer.notes), **reading), facts

    def line(self, request: LineRequest) -> tuple[LinesAnswer, AnswerFacts]:
        """Return evolution lines for a creature.

        Raises:
            WishError: No line can meet the wishes.
        """
        answer = self.generator.line_answer(
            request.description,
            None if request.stages is UNSET else request.stages,
            request.n,
            sampling=request.sampling(self.sampling),
            evolves_from=request.evolves_from,
            **self._arguments(request),
        )
        reading = _reading(request.description, request.wishes(self.max_length))
        records = [[full_record(name) for name in line] for line in answer.lines]
        facts = _facts_of(request, reading, sum(map(len, records)), answer.refused)
        return LinesAnswer(records, list(answer.notes), **reading), facts

    def score(self, request: ScoreRequest) -> tuple[ScoreAnswer, AnswerFacts]:
        """Return how well the user's names fit a creature.

        Raises:
            WishError: A name has no letters.
        """
        description, names = request.description, request.names
        scored = self.generator.score_many(description, names)
        why = [self.generator.why_not(description, name) for name in names]
        answer = ScoreAnswer([full_record(name) for name in scored], why)
        unknown = _reading(description, {})["unknown"]
        return answer, AnswerFacts([Described(description, unknown)])

    def explain(self, request: ExplainRequest) -> tuple[ExplainAnswer, AnswerFacts]:
        """Return the explanation of a user's name.

        Raises:
            WishError: The name has no letters.
        """
        scored, facts = self.score(ScoreRequest(request.description, [request.name]))
        return ExplainAnswer(scored.names[0], scored.why_not[0]), facts

    def dex(self, request: DexRequest) -> tuple[DexAnswer, AnswerFacts]:
        """Return names for several creatures, no two of them alike.

        Raises:
            WishError: No name can meet the wishes of a row; the message begins with its key.
        """
        taken = UniqueNames(request.taken, unique_similarity=request.unique_similarity)
        rows, described = [], []
        for row in request.rows:
            found = self._unique_name(row, taken)
            name = full_record(found.name) if found.name else None
            rows.append(DexName(row.key, name, list(found.notes)))
            unknown = _reading(row.description, row.wishes(self.max_length))["unknown"]
            described.append(Described(row.description, unknown, int(name is not None)))
        return DexAnswer(rows), AnswerFacts(described)

    def _arguments(self, request: CreatureRequest) -> Any:  # keyword arguments of several types
        return {"seed": self._seed_of(request), **request.wishes(self.max_length)}

    def _unique_name(self, row: DexRow, taken: UniqueNames) -> Found:
        try:
            return unique_name(
                self.generator,
                row.description,
                taken,
                seed=self._seed_of(row),
                sampling=row.sampling(self.sampling),
                wishes=row.wishes(self.max_length),
            )
        except WishError as error:
            said = f"Row {row.key}: {error.message}"
            raise WishError(said, error.hint, arguments=error.arguments) from None

    def _seed_of(self, request: CreatureRequest) -> int:
        return self.seed if request.seed is UNSET else request.seed


def full_record(name: Name) -> NameRecord:
    """Return a name in the form of ``generate --format json``, with the extra keys of the API."""
    plain = record(NamedRow(Row(1, name.description), [name]), name)
    return NameRecord(
        **plain,
        letters=letter_sources(name.name, name.roots),
        said=pronunciation(name.name),
        language=language_of(name.nearest),
        explanation=explanation(name),
    )


def _reading(description: str, wishes: Wishes) -> _Reading:
    """Return the unknown words of a description, and the corrections of misspelt words."""
    concepts = concepts_of(Request.of(description, wishes).text)
    return {
        "unknown": [one.said for one in concepts if not one.known],
        "corrected": {one.said: one.corrected for one in concepts if one.corrected},
    }


def _facts_of(
    request: CreatureRequest, reading: _Reading, names: int, refused: Sequence[Refused]
) -> AnswerFacts:
    described = Described(request.description, reading["unknown"], names)
    return AnswerFacts([described], Counter(map(_reason, refused)))


def _reason(refused: Refused) -> str:
    """Return a label for a reason, without names and values, so that there are few labels."""
    why = refused.why
    if refused.by_limit:
        return "limit"
    if why.startswith("too near"):
        return "near_official_name"
    if "offensive" in why:
        return "offensive"
    return why.replace(" ", "_")
