"""The finished runs of a project, with the facts about each, and their model cards.

A card has the format of the Hub: base, training data, licence and figures.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from pokename import markdown
from pokename.corpus.splits import SPLITS
from pokename.errors import ConfigError, ModelError
from pokename.evaluation.cases import spelled_label
from pokename.files import read_json
from pokename.naming.model_files import parts
from pokename.naming.naming_model import BUNDLED, files_of, label_of
from pokename.paths import Layout, RunFiles
from pokename.registry.belonging import why_of_another

FIGURES = "metrics.json"  # the figures of the evaluation, inside a pushed model
CARD = "README.md"  # the file of the model card, inside a pushed model
# The licences of known bases. For any other base the user must name the licence.
LICENCES = {
    "bundled": "mit",
    "gpt2": "mit",
    "openai-community/gpt2": "mit",
    "HuggingFaceTB/SmolLM2-135M": "apache-2.0",
}
# The group, the key and the meaning of each figure on a card, and its number of digits; shares are
# in per cent. The first three depend on the training alone.
SHOWN_FIGURES = (
    ("fit", "bits_per_letter", "bits a letter of the true name, given a prompt", 3),
    ("fit", "mrr", "reciprocal rank of the true name, given a prompt", 3),
    ("spelled", "usable", "usable names of the model alone, per cent", 1),
    ("whole", "usable", "usable names of the whole system, per cent", 1),
    ("whole", "novel", "new names of the whole system, per cent", 1),
    ("whole", "likeness", "names like real ones of the whole system, per cent", 1),
    ("designs", "hits_at_10", "hits@10 of the whole system, per cent of held-out designs", 1),
    ("designs", "hits_at_100", "hits@100 of the whole system, per cent of held-out designs", 1),
)
_GROUPS = {"spelled": "systems", "whole": "systems", "designs": "designs"}  # in metrics.json
ABOUT = (
    "This language model invents Pokémon-style names for a creature from its description. The "
    "command-line tool pokename fine-tuned it. The model runs on a CPU, through CTranslate2, "
    "without torch."
)
LIMITS = (
    "Pokémon is a trademark of Nintendo. This is an unofficial fan work, not affiliated with "
    "Nintendo, Game Freak or The Pokémon Company. Names are for fun: check a name for trademarks "
    "before you sell anything under it."
)


class Run(Struct, frozen=True):
    """The facts about a trained model.

    Attributes:
        name: The name of the run, or ``bundled``.
        folder: The folder of the model.
        base: The base that was loaded for fine-tuning.
        finished_at: The time when the training finished, in ISO 8601, UTC; "" if unknown.
        val_loss: The best validation loss, in nats per learned token; None if not measured.
        bytes: The total size of the model's files.
        manifest: The manifest of the training, see ``model.artifacts``.
        figures: The figures of the last evaluation of this model, which may have been pulled with
            it; empty if there are none.
        why_no_figures: Why an evaluation of a model of this name isn't shown, as a sentence; "" if
            there are figures, or no evaluation.
    """

    name: str
    folder: Path
    base: str
    finished_at: str
    val_loss: float | None
    bytes: int
    manifest: Mapping[str, Any]
    figures: Mapping[str, Any]
    why_no_figures: str

    @property
    def split(self) -> str:
        """The split that the figures were measured on; "" without figures."""
        return str(self.figures.get("split", ""))

    def figure(self, group: str, key: str) -> tuple[float, float, float] | None:
        """Return a figure with its interval (low, high); None if it wasn't measured.

        Args:
            group: ``fit`` (how the model ranks true names, given a prompt), ``spelled`` (names
                that the model spells alone), ``whole`` (names of the model with thesaurus and
                ranker) or ``designs`` (hits of the same).
            key: The key of the figure, such as ``hits_at_10``.
        """
        try:
            model = self.figures["model"]
            system = spelled_label(model) if group == "spelled" else model
            if group == "fit":
                measures = self.figures["fit"]["prompt"]
            else:
                measures = self.figures[_GROUPS[group]][system]["measures"]
            measure = measures[key]
            return measure["value"], measure["low"], measure["high"]
        except (KeyError, TypeError):
            return None


def runs(layout: Layout) -> Iterator[Run]:
    """Yield the bundled model, then the finished runs, the newest first."""
    yield run(BUNDLED, layout)
    folders = sorted(layout.models.iterdir()) if layout.models.is_dir() else []
    found = [run(one.name, layout) for one in folders if RunFiles(one).card.is_file()]
    yield from sorted(found, key=lambda one: one.finished_at, reverse=True)


def run(name: str, layout: Layout) -> Run:
    """Return the facts about a run.

    Args:
        name: ``bundled``, the name of a run, or the folder of a run.
        layout: The folders of runs and figures.

    Raises:
        ModelError: There is no such run.
    """
    files = run_files(name, layout)
    if not files.card.is_file():
        raise ModelError(
            f"There is no finished run '{name}'.",
            f"'pokename models list' shows the finished runs in {layout.models}.",
        )
    read = _read(files.manifest)
    manifest = read.get("finetuning", read)
    base = manifest.get("base") or {}
    label = label_of(files.folder)
    figures, why_none = _figures(label, files.folder, read, layout)
    return Run(
        name=label,
        folder=files.folder,
        base=str(base.get("loaded", "unknown")),
        finished_at=str(manifest.get("finished_at", "")),
        val_loss=manifest.get("val_loss"),
        bytes=sum((files.folder / part).stat().st_size for part in parts(files.folder)),
        manifest=manifest,
        figures=figures,
        why_no_figures=why_none,
    )


def run_files(name: str, layout: Layout) -> RunFiles:
    """Return the files of a run, some or all of which may be missing.

    If a run and a folder elsewhere match, a finished one goes before an unfinished one, and the run
    before the folder.

    Args:
        name: ``bundled``, the name of a run, or the folder of a run.
        layout: The folder of runs.
    """
    if name == BUNDLED:
        return files_of(name)
    named = (layout.run(name), files_of(name))
    return max(named, key=lambda files: (files.card.is_file(), files.folder.is_dir()))


def licence_of(run: Run, asked: str | None) -> str:
    """Return the requested licence of a run, or else the licence of its base.

    Raises:
        ConfigError: No licence was requested, and the licence of the base is unknown.
    """
    licence = asked or LICENCES.get(BUNDLED if run.name == BUNDLED else run.base)
    if licence is None:
        raise ConfigError(
            f"The licence of '{run.name}' isn't known: it was fine-tuned from '{run.base}'.",
            "Give it with --license, such as --license apache-2.0.",
        )
    return licence


def card_of(run: Run, licence: str) -> str:
    """Return the card as Markdown, with the YAML header for the Hub."""
    parts = [
        f"# {run.name}",
        ABOUT,
        "## Use",
        f"    pokename models pull WHERE models/{run.name}\n"
        f'    pokename generate "a fiery lizard" --model models/{run.name}',
        "## How it was made",
        markdown.table(("what", "value"), _making(run)),
        "## Figures",
        _figures_table(run),
        "## Licence and limits",
        f"Licence of the weights: {licence}. {LIMITS}",
        "`SHA256SUMS` has the hash of each file. `sha256sum --check SHA256SUMS` checks the files; "
        "`pokename models pull` does so by itself.",
    ]
    return _head(run, licence) + "\n".join(f"{part.rstrip()}\n" for part in parts)


def _figures(
    label: str, folder: Path, manifest: Mapping[str, Any], layout: Layout
) -> tuple[Mapping[str, Any], str]:
    """Return the figures of the last evaluation of a model, and why they are missing, or ""."""
    kept = (layout.evaluated(label, split).metrics for split in SPLITS)
    # The last evaluation's file may be the only one: DVC versions no other.
    measured = [one for one in map(_read, (layout.metrics, *kept)) if one.get("model") == label]
    # A model that was pulled under another name brings its figures under the old one.
    measured += filter(None, [_read(folder / FIGURES)])
    why = {
        place: why_of_another(label, one.get("model_sha256"), manifest)
        for place, one in enumerate(measured)
    }
    of_this = [one for place, one in enumerate(measured) if why[place] is None]
    if of_this:
        return max(of_this, key=_finished), ""
    return {}, next(filter(None, why.values()), "")


def _finished(made: Mapping[str, Any]) -> datetime:
    """Return when a training or an evaluation finished; the earliest time if that is unknown."""
    try:
        return datetime.fromisoformat(made["finished_at"]).astimezone(UTC)
    except (KeyError, OverflowError, TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)


def _read(path: Path) -> Mapping[str, Any]:
    """Return the content of a JSON file, or an empty mapping if it is missing."""
    if not path.is_file():
        return {}
    read = read_json(path)
    return read if isinstance(read, dict) else {}


def _head(run: Run, licence: str) -> str:
    """Return the card's header for the Hub, as YAML between two ``---`` lines."""
    import yaml

    facts: dict[str, Any] = {
        "license": licence,
        "language": ["en"],
        "pipeline_tag": "text-generation",
        "library_name": "pokename",
        "tags": ["pokename", "creature-names", "ctranslate2"],
    }
    if run.base in LICENCES and run.base != BUNDLED:
        facts["base_model"] = run.base
    return f"---\n{yaml.safe_dump(facts, sort_keys=False)}---\n\n"


def _making(run: Run) -> Iterator[tuple[str, str]]:
    made, base = run.manifest, run.manifest.get("base") or {}
    yield "base", markdown.escaped(run.base)
    if base.get("fallback_reason"):
        yield "instead of", markdown.escaped(str(base.get("asked_for")))
    if base.get("parameters"):
        yield "parameters", f"{base['parameters']:,}"
    for key in ("finished_at", "steps", "seconds", "seed", "device"):
        if made.get(key) is not None:
            yield key.replace("_", " "), f"{made[key]}"
    code = made.get("code") or {}
    if code.get("commit"):
        yield "code", f"commit {code['commit']}" + (", changed" if code.get("changed") else "")
    for split, digest in (made.get("data_sha256") or {}).items():
        yield f"{split} data, SHA-256", f"`{digest}`"
    versions = made.get("versions") or {}
    if versions:
        yield "versions", ", ".join(f"{name} {number}" for name, number in versions.items())


def _figures_table(run: Run) -> str:
    rows = (
        [] if run.val_loss is None else [("validation loss, nats per token", f"{run.val_loss:.4f}")]
    )
    for group, key, said, digits in SHOWN_FIGURES:
        figure = run.figure(group, key)
        if figure:
            scale = 1 if group == "fit" else 100
            value, low, high = (f"{scale * one:.{digits}f}" for one in figure)
            rows.append((said, f"{value} ({low}–{high})"))
    if not rows:
        return "None were measured. `pokename evaluate` measures them."
    said = "\nThe names of this model weren't measured. `pokename evaluate` measures them."
    if run.figures:
        said = (
            f"\nMeasured by `pokename evaluate` on {run.split}, seed {run.figures.get('seed')}, "
            f"{str(run.figures.get('finished_at'))[:10]}, with 95 % bootstrap intervals. The whole "
            "system is the model with pokename's thesaurus, ranker and gates; most of its names "
            "come from these."
        )
    return markdown.table(("figure", "value"), rows, figures={"value"}) + said
