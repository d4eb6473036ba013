"""The sections of a report in order, the same for the page and for Markdown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from pokename.evaluation.evaluating import Evaluation
from pokename.evaluation.tables import ABOUT_HITS, Table, tables_of
from pokename.report.charts import (
    curves,
    fit_intervals,
    hits,
    letters,
    novelty,
    usable_intervals,
    word_lengths,
)
from pokename.report.document import Report, Section
from pokename.report.gathering import DataFound, RunFound, differences, why_losses_not_comparable
from pokename.report.glance import glance

_T = TypeVar("_T")
SAME = ("split", "seed", "species", "names_per_species")


def report_of(runs: Sequence[RunFound], data: DataFound) -> Report:
    """Return the report of one run, or of two runs side by side.

    Args:
        runs: The run, and optionally the run to compare it with.
        data: The facts about the data.
    """
    labels = [one.label for one in runs]
    evaluated = [one.evaluation for one in runs if one.evaluation]
    different_settings = _different_settings(evaluated)
    merged = None if not evaluated else _merged(evaluated[:1] if different_settings else evaluated)
    sections = (
        glance(runs, different_settings),
        _learning(runs),
        _figures(runs, merged),
        _letters(runs),
        _novelty(runs),
        _hits(runs, merged),
        _prompts(runs),
        _data(data),
        *([_settings(runs)] if len(runs) > 1 else []),
        _made(runs),
    )
    return Report(" and ".join(labels), labels, sections)


def _different_settings(evaluated: Sequence[Evaluation]) -> list[str]:
    """Return the settings that differ between two evaluations, which rule out a comparison."""
    if len(evaluated) < 2:
        return []
    one, other = evaluated
    pairs = {key: (getattr(one, key), getattr(other, key)) for key in SAME}
    pairs["designs"] = _designs(one), _designs(other)
    pairs |= {key: (value, other.sampling.get(key)) for key, value in one.sampling.items()}
    settings = [f"{key} {a} against {b}" for key, (a, b) in pairs.items() if a != b]
    hashes = one.data_sha256.items()
    return settings + [f"other {key} data" for key, a in hashes if a != other.data_sha256.get(key)]


def _designs(evaluation: Evaluation) -> int:
    """Return the number of designs that were asked for."""
    return max((one.designs for one in evaluation.designs.values()), default=0)


def _merged(evaluated: Sequence[Evaluation]) -> Evaluation:
    """Return the first evaluation, with the second one's model added to its systems."""
    one, *others = evaluated
    for other in others:
        known = [system.label for system in one.systems]
        added = [system for system in other.systems[:2] if system.label not in known]
        labels = [system.label for system in added]
        one = replace(
            one,
            systems=[*one.systems[:2], *added, *one.systems[2:]],
            cases=[*one.cases, *(v for v in other.cases if v.system in labels)],
            compared_true_names={**one.compared_true_names, other.model: other.true_names},
            lines=_after_first(one.lines, other.lines),
            designs=_after_first(one.designs, other.designs),
        )
    return one


def _after_first(one: Mapping[str, _T], other: Mapping[str, _T]) -> dict[str, _T]:
    """Merge two mappings: first key of ``one``, new keys of ``other``, other keys of ``one``."""
    first = dict(list(one.items())[:1])
    return {**first, **{key: value for key, value in other.items() if key not in one}, **one}


def _learning(runs: Sequence[RunFound]) -> Section:
    rows = []
    for run in runs:
        made = run.manifest or {}
        if made:
            losses = (made.get("base") or {}).get("val_loss"), made.get("val_loss")
            cells = [run.label, made.get("steps"), *losses, made.get("seconds")]
            rows.append([*map(_plain, cells), str(made.get("device", "–"))])
    head = ("run", "steps", "loss before training", "best validation loss", "seconds", "device")
    notes = [f"No losses of {run.label} are recorded." for run in runs if run.history is None]
    why_not_comparable = why_losses_not_comparable(runs)
    if why_not_comparable:
        notes.append(why_not_comparable)
    about = "Loss in nats per learned token, by optimizer step. Lower is better."
    return Section("Learning curves", about, curves(runs), [Table("", "", head, rows)], notes)


def _figures(runs: Sequence[RunFound], merged: Evaluation | None) -> Section:
    title = "Figures beside the baselines"
    if merged is None:
        return Section(title, "", notes=_unevaluated(runs))
    about = (
        f"{merged.species} species of {merged.families} families of {merged.split} that the model "
        f"has never seen, {merged.names_per_species} names per description, seed {merged.seed}. "
        f"Dots show the figures, bars their 95 % intervals, from {merged.bootstrap} bootstrap "
        "resamples."
    )
    charts = [usable_intervals(merged, _labels(runs)), fit_intervals(merged, _labels(runs))]
    tables = [table for table in tables_of(merged) if table.title != ABOUT_HITS]
    return Section(title, about, charts, tables, _unevaluated(runs), brief=False)


def _letters(runs: Sequence[RunFound]) -> Section:
    about = "Filled bars show the real names of the split. Lines show the names of the runs."
    notes = _unevaluated(runs)
    charts = [*word_lengths(runs), *letters(runs)]
    return Section("Lengths and letters", about, charts, notes=notes, brief=False)


def _novelty(runs: Sequence[RunFound]) -> Section:
    about = (
        "The vertical axis shows how many edits a name is from the nearest official name (for a "
        "real name: the nearest other one). The horizontal axis shows how improbable the name's "
        "letters are under a model that was trained on real names and reads each name from its "
        "end. 95 % of real names lie between the vertical lines. A name below the horizontal line "
        "isn't novel. A name high up between the vertical lines is best: it is novel, and looks "
        "like a name. Point at a cell to see names in it."
    )
    return Section(
        "Novelty against likelihood", about, novelty(runs), notes=_unevaluated(runs), brief=False
    )


def _hits(runs: Sequence[RunFound], merged: Evaluation | None) -> Section:
    if merged is None or not merged.designs:
        asked = "No designs were evaluated (evaluate.designs=0)."
        return Section(ABOUT_HITS, "", notes=_unevaluated(runs) or [asked])
    about = "How often a designer's own name for the creature is among the first names of a list."
    tables = [table for table in tables_of(merged) if table.title == ABOUT_HITS]
    return Section(ABOUT_HITS, about, hits(merged, _labels(runs)), tables, _unevaluated(runs))


def _prompts(runs: Sequence[RunFound]) -> Section:
    named = [run for run in runs if run.names is not None]
    answers: dict[str, dict[str, list[str]]] = {}
    for run in named:
        for prompt, cells in _fixed(run):
            answers.setdefault(prompt, {})[run.label] = cells
    tables = []
    for prompt, by_run in answers.items():
        places = max(map(len, by_run.values()))
        padded = [names + ["–"] * (places - len(names)) for names in by_run.values()]
        rows = [[str(at + 1), *(names[at] for names in padded)] for at in range(places)]
        tables.append(Table(prompt, "", ["", *by_run], rows))
    about = "The first ten names, unselected, with their source words."
    notes = _unevaluated(runs)
    return Section("Names for fixed prompts", about, tables=tables, notes=notes, style="names")


def _fixed(run: RunFound) -> Iterator[tuple[str, list[str]]]:
    """Yield each fixed prompt, with its names as text."""
    if run.names is None:
        return
    fixed = run.names[run.names["kind"] == "fixed"]
    for prompt, names in fixed.groupby("description", sort=False):
        pairs = zip(names["name"], names["roots"], strict=True)
        yield str(prompt), [f"{name} ({roots})" if roots else str(name) for name, roots in pairs]


def _data(data: DataFound) -> Section:
    tables = []
    if data.processed:
        counts = data.processed.get("counts", {})
        head = ["split", "families", "species", "pokedex", "prompt"]
        rows = [
            [split, *(str(of.get(key, "–")) for key in head[1:])] for split, of in counts.items()
        ]
        tables.append(Table("Rows", "", head, rows))
    if data.audit is not None:
        head = [str(column) for column in data.audit.columns]
        rows = [[str(cell) for cell in row] for row in data.audit.itertuples(index=False)]
        tables.append(Table("What each cleaning rule changed", "", head, rows))
    about = "The data that are in the project now. The manifest below says which data a run read."
    return Section("Audit of the data", about, tables=tables, notes=data.missing, brief=False)


def _settings(runs: Sequence[RunFound]) -> Section:
    """Return the section with the settings that differ between two runs."""
    title, about = (
        "Settings that differ",
        "The settings that differ between the configs that the runs were trained with.",
    )
    notes = [f"The config of {run.label} is missing." for run in runs if not run.settings]
    if notes:
        return Section(title, about, notes=notes)
    rows = [[key, _plain(a), _plain(b)] for key, a, b in differences(runs[0], runs[1])]
    if not rows:
        return Section(title, "No settings differ between the configs of the runs.")
    return Section(title, about, tables=[Table("", "", ["key", *_labels(runs)], rows)])


def _made(runs: Sequence[RunFound]) -> Section:
    tables = []
    keys = list(dict.fromkeys(key for run in runs for key in _manifest(run)))
    if keys:
        rows = [[key, *(_manifest(run).get(key, "–") for run in runs)] for key in keys]
        tables.append(Table("", "", ["", *_labels(runs)], rows))
    about = "What each run was made from: data, code, seed, device and versions."
    notes = [f"No manifest of {run.label} was found." for run in runs if not run.manifest]
    return Section("Manifest", about, tables=tables, notes=notes, brief=False, style="made")


def _manifest(run: RunFound) -> dict[str, str]:
    from pokename.config import flatten

    return {key: _plain(value) for key, value in flatten(run.manifest or {}).items()}


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "–" if value is None else str(value)


def _labels(runs: Sequence[RunFound]) -> list[str]:
    return [run.label for run in runs]


def _unevaluated(runs: Sequence[RunFound]) -> list[str]:
    return [
        f"There is no evaluation of {run.label} on this split."
        for run in runs
        if not run.evaluation
    ]
