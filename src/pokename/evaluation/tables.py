"""The tables of an evaluation, the same text on the terminal and in the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pokename.corpus.examples import Kind
from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.systems import Measures

KIND_LABELS: dict[Kind, str] = {"pokedex": "text", "prompt": "prompt"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, which shows one figure.

    Attributes:
        key: The key of the figure in metrics.json.
        heading: The text above the column.
        digits: The number of digits after the point.
        is_share: Whether the figure is shown in per cent.
    """

    key: str
    heading: str
    digits: int = 1
    is_share: bool = True

    def cell(self, measures: Measures, *, interval: bool) -> str:
        """Return the figure as text, such as "28.0 (21.4–35.0)", or a dash if it is missing."""
        measure = measures.get(self.key)
        if measure is None:
            return "–"
        value, low, high = map(self._text, (measure.value, measure.low, measure.high))
        return f"{value} ({low}–{high})" if interval and low != high else value

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
    Column("root_own", "root"),
    Column("root_shuffled", "other"),
    Column("related_own", "idea"),
    Column("related_shuffled", "other"),
    Column("species_own", "any text"),
    Column("species_shuffled", "other"),
    Column("type_auc", "type AUC", digits=3, is_share=False),
)
TRUE_NAMES = (
    Column("bits_per_letter", "bits a letter", 3, is_share=False),
    Column("bits_per_letter_letter_model", "letter n-gram", 3, is_share=False),
    Column("mrr", "MRR", 3, is_share=False),
    Column("mrr_by_fit", "by fit", 3, is_share=False),
    Column("chance_mrr", "chance", 3, is_share=False),
    Column("hits_at_1", "hits at 1"),
    Column("hits_at_10", "hits at 10"),
)
SOUND = (
    Column("letters", "length", is_share=False),
    Column("pronounceable", "can be said"),
    Column("letters_stage", "by stage", 2, is_share=False),
    Column("letters_height", "by height", 2, is_share=False),
    Column("letters_weight", "by weight", 2, is_share=False),
    Column("voiced_height", "voiced by height", 2, is_share=False),
    Column("voiced_weight", "voiced by weight", 2, is_share=False),
)
DIVERSITY = (
    Column("starts", "starts", is_share=False),
    Column("roots", "roots", is_share=False),
    Column("plan_true", "true to plan"),
    Column("distinct_many", "distinct of many"),
)
DESIGNS = (
    Column("hits_at_10", "hits@10"),
    Column("hits_at_100", "hits@100"),
)
LINES = (
    Column("given", "given"),
    Column("usable", "usable"),
    Column("root_3", "root 3"),
    Column("root_3_shuffled", "other"),
    Column("root_4", "root 4"),
    Column("letters_1", "1st", is_share=False),
    Column("letters_2", "2nd", is_share=False),
    Column("letters_3", "3rd", is_share=False),
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Attributes:
        title: The text above the table.
        legend: The meaning of its columns.
        head: The headings, C.
        rows: The rows, C cells each.
    """

    title: str
    legend: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables_of(evaluation: Evaluation, *, intervals: bool = True) -> Iterator[Table]:
    """Yield the tables of an evaluation in reading order.

    Args:
        evaluation: The evaluation to show.
        intervals: Whether to show the interval of each figure; needs a wide page.
    """
    systems = [([one.label], one.measures) for one in evaluation.systems]
    by_kind = [
        ([one.label, KIND_LABELS[kind]], measures)
        for one in evaluation.systems
        for kind, measures in one.by_kind.items()
    ]
    ranked = _ranked(evaluation)
    lines = [([label, str(one.lines)], one.measures) for label, one in evaluation.lines.items()]
    hits = evaluation.designs.items()
    designs = [([label, str(one.designs)], one.measures) for label, one in hits]
    by, given = "names by", "given a"
    for title, legend, labels, columns, rows in (
        ("Hits on designs", DESIGNS_LEGEND, [by, "designs"], DESIGNS, designs),
        ("Usable", USABLE_LEGEND, [by], USABLE, systems),
        ("Fit", FIT_LEGEND, [by, given], FIT, by_kind),
        ("True names", TRUE_NAMES_LEGEND, ["model", given], TRUE_NAMES, ranked),
        ("Sound", SOUND_LEGEND, [by], SOUND, systems),
        ("Diversity", DIVERSITY_LEGEND, [by], DIVERSITY, systems),
        ("Evolution lines", LINES_LEGEND, [by, "lines"], LINES, lines),
    ):
        yield Table(
            title,
            legend,
            head=[*labels, *(column.heading for column in columns)],
            rows=[
                [*names, *(column.cell(measures, interval=intervals) for column in columns)]
                for names, measures in rows
            ],
        )


def _ranked(evaluation: Evaluation) -> list[tuple[list[str], Measures]]:
    """Return the figures of the true names' ranks, a row for each model and kind of description."""
    fits = {evaluation.model: evaluation.fit, **evaluation.compared_fit}
    return [
        ([label, KIND_LABELS[kind]], measures)
        for label, kinds in fits.items()
        for kind, measures in kinds.items()
    ]


DESIGNS_LEGEND = """\
Per cent of held-out designs of which a designer's own name is among the first ten, or hundred,
names for the same description."""
USABLE_LEGEND = """\
Per cent. *usable*: passes every gate beside it, of all names asked for. *valid*: 3 to 12 plain
letters. *novel*: two or more edits from every official name. *no word*: neither an English word nor
a word of the description. *like real*: as probable as the middle 95 % of real names under a letter
trigram that reads backwards. *distinct*: given for no other description of the split."""
FIT_LEGEND = """\
For a Pokédex text or a short prompt. Per cent with four letters in a row in common with: *root*, a
word of the description; *idea*, one of these, their synonyms or hypernyms; *any text*, a word of
anything that the split says of the species. *other*: the same with the description of another
family, by chance. *type AUC*: how well a letter model of train names tells the creature's type
from the name; 0.5 is chance."""
TRUE_NAMES_LEGEND = """\
*bits a letter*: of the true name given the description, beside a letter 4-gram. *MRR*: mean
reciprocal rank of the true name among those of the split by log p(name given description) -
log p(name); *chance* beside it. *by fit*: by what `pokename score` says, which is also how well
source words of the description are heard in the name."""
SOUND_LEGEND = """\
*length*: mean letters. *can be said*: per cent whose runs of consonants and vowels hinder nobody.
*by stage*, *height*, *weight*: Spearman's rank correlation of letters with these facts of the
creature, over all names together; *voiced by*: the same of how many are b d g z v j."""
DIVERSITY_LEGEND = """\
*starts*: distinct first three letters among the names of a description. *roots*: distinct source
words among them. *true to plan*: per cent that keep three letters in a row of each source word.
*distinct of many*: per cent of the names for many composed prompts that are distinct."""
LINES_LEGEND = """\
One line of three names for each family. Per cent: *given*, of all families; *usable*, of all
families, those whose names are all valid, novel, no word, and given only once; *root 3*, *root 4*,
lines whose names have three or four letters in a row in common, as all lines that a model gives are
made to have three; *other*, the three of names of different families, by chance. *1st* to *3rd*:
mean letters by stage."""
