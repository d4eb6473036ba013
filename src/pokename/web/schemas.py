"""The requests and answers of the API as structs. Decoding a request checks its limits.

A name has the keys of ``generate --format json`` and a few others.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, cast

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct
from msgspec.structs import asdict

from pokename.generate.formats import COLUMNS
from pokename.naming.novelty import UNIQUE_SIMILARITY
from pokename.naming.sampling import Sampling
from pokename.naming.wishes import Wishes
from pokename.seeds import MOST_SEED

MOST_LETTERS = 500
MOST_NAMES = 100
MOST_DEX_ROWS = 25
MOST_EXCLUDED = 5000

Description = Annotated[
    str, Meta(max_length=MOST_LETTERS, description="What the creature is like.")
]
Word = Annotated[str, Meta(max_length=40)]
Creativity = Annotated[
    float, Meta(ge=0, le=1, description="0 for the likeliest ideas, 1 for the boldest.")
]
Letters = Annotated[int, Meta(ge=1, le=20)]


class CreatureRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """A request about one creature: its description, and the optional wishes for its names."""

    description: Description = ""
    seed: Annotated[int, Meta(ge=0, le=MOST_SEED)] | UnsetType = UNSET
    creativity: Creativity | UnsetType = UNSET
    min_length: Letters | UnsetType = UNSET
    max_length: Letters | UnsetType = UNSET
    starts_with: Word | UnsetType = UNSET
    ends_with: Word | UnsetType = UNSET
    contains: Word | UnsetType = UNSET
    avoid_letters: Word | UnsetType = UNSET
    syllables: (
        Annotated[tuple[int, int], Meta(description="Minimum and maximum number of syllables.")]
        | UnsetType
    ) = UNSET
    two_words: bool | UnsetType = UNSET
    types: Annotated[list[Word], Meta(max_length=2)] | UnsetType = UNSET
    color: Word | UnsetType = UNSET
    size: Word | UnsetType = UNSET
    habitat: Word | UnsetType = UNSET
    stage: Annotated[int, Meta(ge=1, le=3)] | UnsetType = UNSET
    legendary: bool | UnsetType = UNSET
    mood: Word | UnsetType = UNSET
    roots: (
        Annotated[list[Word], Meta(max_length=3, description="Source words to make names of.")]
        | UnsetType
    ) = UNSET
    like: Word | UnsetType = UNSET
    exclude: (
        Annotated[list[Word], Meta(max_length=MOST_EXCLUDED, description="Names not to give.")]
        | UnsetType
    ) = UNSET
    max_similarity: Annotated[float, Meta(gt=0, le=1)] | UnsetType = UNSET

    def wishes(self, max_length: int) -> Wishes:
        """Return the wishes in the form that a generator takes.

        Args:
            max_length: The default maximum number of letters in a name.
        """
        asked = {key: value for key, value in asdict(self).items() if value is not UNSET}
        known = {key: asked[key] for key in Wishes.__annotations__ if key in asked}
        return cast("Wishes", {"max_length": max_length, **known})

    def sampling(self, default: Sampling) -> Sampling:
        """Return the sampling for the request's creativity, or the default if it has none."""
        if self.creativity is UNSET:
            return default
        return Sampling.of_creativity(self.creativity, default.candidates)


class GenerateRequest(CreatureRequest):
    """A request for names for a creature."""

    n: Annotated[int, Meta(ge=1, le=MOST_NAMES, description="How many names to return.")] = 10


class LineRequest(CreatureRequest):
    """A request for evolution lines."""

    n: Annotated[int, Meta(ge=1, le=10, description="How many lines to return.")] = 3
    stages: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=3,
                description="How many names each line has: 3 by default, or 1 with evolves_from.",
            ),
        ]
        | UnsetType
    ) = UNSET
    evolves_from: Annotated[
        str, Meta(max_length=40, description="The name that the lines continue from.")
    ] = ""


class ScoreRequest(Struct, forbid_unknown_fields=True):
    """The user's own names, to score for a creature."""

    description: Description
    names: Annotated[list[Word], Meta(min_length=1, max_length=50)]


class ExplainRequest(Struct, forbid_unknown_fields=True):
    """The user's own name, to explain."""

    description: Description
    name: Word


class DexRow(CreatureRequest):
    """A creature in a list, and the wishes for its name."""

    key: Annotated[str, Meta(max_length=80, description="Returned unchanged with the answer.")]


class DexRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """A request to name several creatures without similar names. Send a long list in parts."""

    rows: Annotated[list[DexRow], Meta(min_length=1, max_length=MOST_DEX_ROWS)]
    taken: Annotated[
        list[Word], Meta(max_length=MOST_EXCLUDED, description="Names that are already taken.")
    ] = []
    unique_similarity: Annotated[
        float, Meta(gt=0, le=1, description="Greatest similarity that two names may have.")
    ] = UNIQUE_SIMILARITY


if TYPE_CHECKING:
    NameRecord: TypeAlias = Any  # another module defines most fields of a name
else:
    NameRecord = defstruct(
        "NameRecord",
        [
            *COLUMNS.items(),
            (
                "letters",
                Annotated[
                    list[tuple[int, int]],
                    Meta(description="For each root, the start and end position of its letters."),
                ],
            ),
            ("said", Annotated[str, Meta(description="The pronunciation, respelled.")]),
            (
                "language",
                Annotated[str, Meta(description="Language of the nearest official name.")],
            ),
            (
                "explanation",
                Annotated[
                    str,
                    Meta(description="Pronunciation, source words, nearest official name."),
                ],
            ),
        ],
    )
    NameRecord.__doc__ = "A name: the keys of generate --format json, and four others."


class NamesAnswer(Struct):
    """Names, best first, and how the description was read."""

    names: list[NameRecord]
    notes: list[str]
    unknown: Annotated[list[str], Meta(description="Words that pokename doesn't know.")]
    corrected: Annotated[dict[str, str], Meta(description="Misspelt words and their corrections.")]


class LinesAnswer(Struct):
    """Evolution lines, the best one first; the names of each line are in the order of stages."""

    lines: list[list[NameRecord]]
    notes: list[str]
    unknown: list[str]
    corrected: dict[str, str]


class ScoreAnswer(Struct):
    """The user's names, in the order of the request, and why each is refused (or null)."""

    names: list[NameRecord]
    why_not: list[str | None]


class ExplainAnswer(Struct):
    """The user's own name as a record, and why it is refused, or null."""

    name: NameRecord
    why_not: str | None


class DexName(Struct):
    """The name of one creature in a list, or null, with notes."""

    key: str
    name: NameRecord | None
    notes: list[str]


class DexAnswer(Struct):
    """The creatures of a list, in the order of the request."""

    rows: list[DexName]


class TableRow(Struct):
    """A creature of a table: its request, and the name that it already has.

    Attributes:
        key: The row's ``id``, or its number.
        asked: The row's description and wishes, by the keys of ``CreatureRequest``; as text if
            the row can't be used.
        name: The name that the creature already has, or "".
        locked: Whether the creature keeps that name.
        problem: Why the row can't be used, or "" if it can.
    """

    key: str
    asked: dict[str, Any]
    name: str = ""
    locked: bool = False
    problem: str = ""


class TableAnswer(Struct):
    """The rows of a table, with notes."""

    rows: list[TableRow]
    notes: list[str]


class ModelAnswer(Struct):
    """A model that is served."""

    label: str
    plans: Annotated[bool, Meta(description="Whether its names have source words.")]


class ModelsAnswer(Struct):
    """The models that are served."""

    models: list[ModelAnswer]


class Status(Struct):
    """The state of the server."""

    status: str


class Problem(Struct):
    """An error (RFC 9457): what went wrong, and what to do."""

    title: str
    status: int
    detail: str
    request_id: str
