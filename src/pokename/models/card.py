"""The card of a model, in the format of the Hub: base, training data, licence and figures."""

from collections.abc import Iterator, Mapping
from typing import Any

from pokename import markdown
from pokename.errors import ConfigError
from pokename.models.runs import Run
from pokename.naming.naming_model import BUNDLED

CARD = "README.md"  # the file of the model card, inside a pushed model
SETTINGS = ("epochs", "max_steps", "learning_rate", "schedule", "plan_share")  # shown on a card
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
    ("true_names", "bits_per_letter", "bits a letter of the true name, given a prompt", 3),
    ("true_names", "mrr", "reciprocal rank of the true name, given a prompt", 3),
    ("spelled", "usable", "usable names of the model alone, per cent", 1),
    ("whole", "usable", "usable names of the whole system, per cent", 1),
    ("whole", "novel", "new names of the whole system, per cent", 1),
    ("whole", "likeness", "names like real ones of the whole system, per cent", 1),
    ("designs", "hits_at_10", "hits@10 of the whole system, per cent of held-out designs", 1),
    ("designs", "hits_at_100", "hits@100 of the whole system, per cent of held-out designs", 1),
)
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
    """Yield what a model was made from and how, as rows of a table."""
    made = run.manifest
    yield from _base(run)
    yield from _settings(made)
    for key in ("finished_at", "steps", "seconds", "seed", "device"):
        if made.get(key) is not None:
            yield key.replace("_", " "), f"{made[key]}"
    code = made.get("code") or {}
    if code.get("commit"):
        yield "code", f"commit {code['commit']}" + (", changed" if code.get("changed") else "")
    for split, digest in (made.get("data_sha256") or {}).items():
        yield f"{split} data, SHA-256", f"`{digest}`"
    if run.val_examples:
        yield "examples of the validation loss, SHA-256", f"`{run.val_examples}`"
    versions = made.get("versions") or {}
    if versions:
        yield "versions", ", ".join(f"{name} {number}" for name, number in versions.items())


def _base(run: Run) -> Iterator[tuple[str, str]]:
    base = run.manifest.get("base") or {}
    yield "base", markdown.escaped(run.base)
    if base.get("fallback_reason"):
        yield "instead of", markdown.escaped(str(base.get("asked_for")))
    if base.get("revision"):
        yield "commit of the base", markdown.escaped(str(base["revision"]))
    if base.get("parameters"):
        yield "parameters", f"{base['parameters']:,}"
    if base.get("val_loss") is not None:
        yield "validation loss of the base, nats per token", f"{base['val_loss']:.4f}"


def _settings(made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the main settings of a training, and what it was computed with."""
    settings = made.get("settings") or {}
    lora = settings.get("lora") or {}
    shown = {
        **{key: settings.get(key) for key in SETTINGS},
        "lora_rank": lora.get("rank"),
        **{key: one for key, one in (made.get("computed") or {}).items() if key != "threads"},
    }
    for key, value in shown.items():
        if value is not None:
            yield key.replace("_", " "), markdown.escaped(f"{value}")


def _figures_table(run: Run) -> str:
    rows = (
        [] if run.val_loss is None else [("validation loss, nats per token", f"{run.val_loss:.4f}")]
    )
    for group, key, said, digits in SHOWN_FIGURES:
        figure = run.figure(group, key)
        if figure:
            scale = 1 if group == "true_names" else 100
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
