"""The tables of an evaluation as text, the same on the terminal and in the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pokename.corpus.table import Kind
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.systems import Measures

KIND_LABELS: dict[Kind, str] = {"pokedex": "Pokédex text", "prompt": "short prompt"}


@dataclass(frozen=True, slots=True)
class Column:
    """A figure as it is shown.

    Attributes:
        key: Its key in metrics.json.
        heading: Above the column.
        digits: After the point.
        is_share: Whether it is shown in per cent.
    """

    key: str
    heading: str
    digits: int = 1
    is_share: bool = True

    def cell(self, measures: Measures) -> str:
        """Return the figure with its interval: "28.0 (21.4–35.0)", or a dash if there is none."""
        measure = measures.get(self.key)
        if measure is None:
            return "–"
        value, low, high = map(self._text, (measure.value, measure.low, measure.high))
        return value if low == high else f"{value} ({low}–{high})"

    def _text(self, number: float) -> str:
        return f"{100 * number if self.is_share else number:.{self.digits}f}"


USABLE = (
    Column("usable", "usable"),
    Column("valid", "valid"),
    Column("novel", "novel"),
    Column("no_word", "no word"),
    Column("likeness", "like real"),
    Column("distinct", "distinct"),
)
FIT = (
    Column("root_own", "root, own"),
    Column("root_shuffled", "shuffled"),
    Column("related_own", "idea, own"),
    Column("related_shuffled", "shuffled"),
    Column("species_own", "any text, own"),
    Column("species_shuffled", "shuffled"),
    Column("type_auc", "type AUC", digits=3, is_share=False),
)
TRUE_NAMES = (
    Column("bits_per_letter", "bits a letter", 3, is_share=False),
    Column("bits_per_letter_letter_model", "letter n-gram", 3, is_share=False),
    Column("mrr", "MRR", 3, is_share=False),
    Column("chance_mrr", "chance", 3, is_share=False),
    Column("hits_at_1", "hits at 1"),
    Column("hits_at_10", "hits at 10"),
)
SOUND = (
    Column("letters", "letters", is_share=False),
    Column("pronounceable", "pronounceable"),
    Column("letters_stage", "letters, stage", 2, is_share=False),
    Column("letters_height", "letters, height", 2, is_share=False),
    Column("letters_weight", "letters, weight", 2, is_share=False),
    Column("voiced_height", "voiced, height", 2, is_share=False),
    Column("voiced_weight", "voiced, weight", 2, is_share=False),
)
DIVERSITY = (
    Column("starts", "starts", is_share=False),
    Column("roots", "roots", is_share=False),
    Column("plan_true", "true to plan"),
    Column("distinct_many", "distinct of many"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Attributes:
        title: Above it.
        legend: What its columns mean.
        head: The headings, C.
        rows: Of C cells each.
    """

    title: str
    legend: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables_of(evaluation: Evaluation) -> Iterator[Table]:
    """Yield the tables of an evaluation, in the order in which they are read."""
    systems = [([one.label], one.measures) for one in evaluation.systems]
    by_kind = [
        ([one.label, KIND_LABELS[kind]], measures)
        for one in evaluation.systems
        for kind, measures in one.by_kind.items()
    ]
    fits = {evaluation.model: evaluation.fit, **evaluation.compared_fit}
    ranked = [
        ([label, KIND_LABELS[kind]], measures)
        for label, kinds in fits.items()
        for kind, measures in kinds.items()
    ]
    by, given = "names by", "given a"
    yield _table("Usable", USABLE_LEGEND, [by], USABLE, systems)
    yield _table("Fit", FIT_LEGEND, [by, given], FIT, by_kind)
    yield _table("True names", TRUE_NAMES_LEGEND, ["model", given], TRUE_NAMES, ranked)
    yield _table("Sound", SOUND_LEGEND, [by], SOUND, systems)
    yield _table("Diversity", DIVERSITY_LEGEND, [by], DIVERSITY, systems)


def _table(
    title: str,
    legend: str,
    labels: Sequence[str],
    columns: Sequence[Column],
    rows: Sequence[tuple[Sequence[str], Measures]],
) -> Table:
    return Table(
        title,
        legend,
        [*labels, *(column.heading for column in columns)],
        [[*head, *(column.cell(measures) for column in columns)] for head, measures in rows],
    )


USABLE_LEGEND = """\
Per cent. *usable*: passes every gate beside it, of all names asked for. *valid*: 3 to 12 plain
letters. *novel*: two or more edits from every official name. *no word*: neither an English word nor
a word of the description. *like real*: as probable as the middle 95 % of real names under a letter
trigram that reads backwards. *distinct*: given for no other description of the split."""
FIT_LEGEND = """\
Per cent with four letters in a row in common with: *root*, a word of the description; *idea*, one
of these, their synonyms or hypernyms; *any text*, a word of anything that the split says of the
species. *shuffled*: the same with the description of another family, which is what chance gives.
*type AUC*: how well a letter model of train names tells the creature's type from the name; 0.5 is
chance."""
TRUE_NAMES_LEGEND = """\
*bits a letter*: of the true name given the description, beside a letter 4-gram. *MRR*: mean
reciprocal rank of the true name among those of the split by log p(name given description) -
log p(name); *chance* beside it."""
SOUND_LEGEND = """\
*letters*: mean length. *pronounceable*: per cent whose runs of consonants and vowels can be said.
The others are Spearman's rank correlations of letters, and of *voiced* b d g z v j, with stage,
height and weight of the creature, over all names together."""
DIVERSITY_LEGEND = """\
*starts*: distinct first three letters among the names of a description. *roots*: distinct source
words among them. *true to plan*: per cent that keep three letters in a row of each source word.
*distinct of many*: per cent of the names for many composed prompts that are distinct."""
