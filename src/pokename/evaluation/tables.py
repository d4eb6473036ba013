"""The tables of an evaluation, the same text on the terminal and in the report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pokename.corpus.splits import Kind
from pokename.evaluation.bootstrap import Measure, Measures, by_case, difference
from pokename.evaluation.cases import spelled_label
from pokename.evaluation.evaluating import Evaluation

KIND_LABELS: dict[Kind, str] = {"pokedex": "text", "prompt": "prompt"}
NOTHING = "–"


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

    def cell(self, measure: Measure | None, *, interval: bool = True) -> str:
        """Return a figure as text, such as "28.0 (21.4–35.0)", or a dash if it is missing."""
        if measure is None:
            return NOTHING
        value, low, high = map(self._text, (measure.value, measure.low, measure.high))
        return f"{value} ({low}–{high})" if interval and low != high else value

    def difference(self, measure: Measure) -> str:
        """Return a difference as text, such as "-12.0 (-20.2 to -5.0)"."""
        value, low, high = (
            self._text(one, "+") for one in (measure.value, measure.low, measure.high)
        )
        return f"{value} ({low} to {high})"

    def _text(self, number: float, sign: str = "") -> str:
        return f"{100 * number if self.is_share else number:{sign}.{self.digits}f}"


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
COMPARED = (
    Column("prompt/bits_per_letter", "bits a letter, prompt", 3, is_share=False),
    Column("prompt/mrr", "MRR, prompt", 3, is_share=False),
    Column("usable", "usable"),
    Column("prompt/related_own", "idea, prompt"),
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


Row = tuple[list[str], Measures]
"""The labels of a row, and its figures by key."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text.

    Attributes:
        title: The text above the table.
        legend: The meaning of the columns.
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
        intervals: Whether to show the interval of each figure; intervals need a wide page.
    """
    for title, legend, labels, columns, rows_of in TABLES:
        yield Table(
            title,
            legend,
            head=[*labels, *(column.heading for column in columns)],
            rows=[
                [*names, *(one.cell(measures.get(one.key), interval=intervals) for one in columns)]
                for names, measures in rows_of(evaluation)
            ],
        )
    yield _differences(evaluation)


def system_names(evaluation: Evaluation) -> dict[str, str]:
    """Return what each system is called in tables, by its label.

    A model with thesaurus, ranker and gates is called a whole system.
    """
    known = {one.label: one.label for one in evaluation.systems}
    return {**known, **{model: f"{model}, whole system" for model in _models(evaluation)}}


def _models(evaluation: Evaluation) -> list[str]:
    return [evaluation.model, *evaluation.compared_true_names]


def _differences(evaluation: Evaluation) -> Table:
    """Return the table of each system's figures minus those of the evaluated model.

    Two models that spell alone are compared with each other.
    """
    shown, resamples = system_names(evaluation), (evaluation.bootstrap, evaluation.seed)
    model, *others = _models(evaluation)
    against = {spelled_label(other): spelled_label(model) for other in others}
    rows = []
    for label in shown:
        minus = against.get(label, model)
        for column in COMPARED if label != model else ():
            one, other = (by_case(evaluation.cases, column.key, each) for each in (label, minus))
            found = difference(one, other, resamples)
            if found:
                rows.append([shown[label], shown[minus], column.heading, column.difference(found)])
    head = ["names by", "minus", "figure", "difference"]
    return Table("Differences", DIFFERENCES_LEGEND, head, rows)


def _of_true_names(evaluation: Evaluation) -> Iterator[Row]:
    models = {evaluation.model: evaluation.true_names, **evaluation.compared_true_names}
    for label, kinds in models.items():
        for kind, measures in kinds.items():
            yield [label, KIND_LABELS[kind]], measures


def _of_systems(evaluation: Evaluation) -> Iterator[Row]:
    shown = system_names(evaluation)
    for one in evaluation.systems:
        yield [shown[one.label]], one.measures


def _of_systems_by_kind(evaluation: Evaluation) -> Iterator[Row]:
    shown = system_names(evaluation)
    for one in evaluation.systems:
        for kind, measures in one.by_kind.items():
            yield [shown[one.label], KIND_LABELS[kind]], measures


def _of_designs(evaluation: Evaluation) -> Iterator[Row]:
    shown = system_names(evaluation)
    for label, one in evaluation.designs.items():
        yield [shown[label], str(one.designs)], one.measures


def _of_lines(evaluation: Evaluation) -> Iterator[Row]:
    shown = system_names(evaluation)
    for label, one in evaluation.lines.items():
        yield [shown.get(label, label), str(one.lines)], one.measures


DESIGNS_LEGEND = """\
Per cent of held-out designs for which a name that the designer gave is among the first ten, or
the first hundred, names for the same description."""
USABLE_LEGEND = """\
*whole system*: a model with the thesaurus, the ranker and the gates; most of its names come from
these, whatever the model has learned. *spelled*: the same model alone, as its training made it. Per
cent of names. *usable*: of all names asked for, those that pass every gate in the other
columns. *valid*: 3 to 12 plain letters. *novel*: two or more edits from every official name.
*no word*: neither an English word nor a word of the description. *like real*: as probable as the
middle 95 % of real names, under a letter trigram that reads from the end. *distinct*: given for no
other description of the split."""
FIT_LEGEND = """\
For a Pokédex text or a short prompt. Per cent of names that share four consecutive letters with:
*root*, a word of the description; *idea*, such a word or one of its synonyms or hypernyms;
*any text*, a word of any of the species' texts and prompts in the split. *other*: the same share
for another family's description, which is what chance gives. *type AUC*: how well a letter model of
train names tells the creature's type from the name; 0.5 is chance."""
TRUE_NAMES_LEGEND = """\
*bits a letter*: how improbable the true name is, given the description; *letter n-gram*: how
improbable it is under a letter 4-gram. *MRR*: mean reciprocal rank of the true name among the true
names of the split, ranked by log p(name given description) - log p(name). *by fit*: the same,
ranked by the fit that `pokename score` gives, which includes how well source words of the
description are heard in the name. *chance*: the mean reciprocal rank of guessing."""
SOUND_LEGEND = """\
*length*: mean number of letters. *can be said*: per cent of names that are easy to pronounce,
judged by their runs of consonants and vowels. *by stage*, *by height*, *by weight*: Spearman's
rank correlation between the number of letters and this fact of the creature, over all names
together. *voiced by*: the same correlation for how many letters are b, d, g, z, v or j."""
DIVERSITY_LEGEND = """\
*starts*: number of distinct beginnings (first three letters) among the names for one description.
*roots*: number of distinct source words of these names. *true to plan*: per cent of names that keep
three consecutive letters of each source word. *distinct of many*: per cent of the names for many
composed prompts that are distinct."""
DIFFERENCES_LEGEND = """\
A system's figure minus another's, over the cases that both have, in percentage points or in the
unit of the figure. The interval belongs to the difference, which is computed case by case. If it
doesn't contain 0, the difference is more than chance. An interval without width, as from a single
family, doesn't rule out chance. A difference may be clear although the intervals of the two figures
overlap. If you read many differences, about one in twenty looks clear by chance."""
LINES_LEGEND = """\
A model is asked for one line of three names per family. Per cent of families: *given*, those
with a line; *usable*, those with a line whose names are all valid, novel, no word, and given
only once. Per cent of lines: *root 3*, *root 4*, those whose names share three or four
consecutive letters; *other*, the same as *root 3* for names of different families, which is what
chance gives. *1st* to *3rd*: mean number of letters at each stage."""

# The title, the legend, the headings of the labels, the columns and the rows of each table.
BY, GIVEN = "names by", "given a"
ABOUT_HITS = "Hits on designs"
TABLES = (
    ("True names", TRUE_NAMES_LEGEND, ("model", GIVEN), TRUE_NAMES, _of_true_names),
    ("Usable", USABLE_LEGEND, (BY,), USABLE, _of_systems),
    (ABOUT_HITS, DESIGNS_LEGEND, (BY, "designs"), DESIGNS, _of_designs),
    ("Fit", FIT_LEGEND, (BY, GIVEN), FIT, _of_systems_by_kind),
    ("Sound", SOUND_LEGEND, (BY,), SOUND, _of_systems),
    ("Diversity", DIVERSITY_LEGEND, (BY,), DIVERSITY, _of_systems),
    ("Evolution lines", LINES_LEGEND, (BY, "lines"), LINES, _of_lines),
)
