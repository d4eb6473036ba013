"""The model card in the format of the Hub: base, training data, licence and figures."""

from collections.abc import Iterator
from typing import Any

from pokename import markdown
from pokename.errors import ConfigError
from pokename.naming.naming_model import BUNDLED
from pokename.registry.runs import Run

CARD = "README.md"
# The licences of known bases. For any other base the user must name the licence.
LICENCES = {
    "bundled": "mit",
    "gpt2": "mit",
    "openai-community/gpt2": "mit",
    "HuggingFaceTB/SmolLM2-135M": "apache-2.0",
}
FIGURES = (
    ("designs", "hits_at_10", "hits@10 on held-out designs", True),
    ("designs", "hits_at_100", "hits@100 on held-out designs", True),
    ("systems", "usable", "usable names", True),
    ("systems", "novel", "new names", True),
    ("systems", "likeness", "names like real ones", True),
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
        _figures(run),
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


def _figures(run: Run) -> str:
    rows = (
        [] if run.val_loss is None else [("validation loss, nats per token", f"{run.val_loss:.4f}")]
    )
    for group, key, said, share in FIGURES:
        figure = run.figure(group, key)
        if figure:
            value, low, high = (100 * one if share else one for one in figure)
            rows.append((f"{said}, per cent", f"{value:.1f} ({low:.1f}–{high:.1f})"))
    if not rows:
        return "None were measured. `pokename evaluate` measures them."
    said = ""
    if run.figures:
        said = (
            f"\nMeasured by `pokename evaluate` on {run.split}, seed {run.figures.get('seed')}, "
            f"{str(run.figures.get('finished_at'))[:10]}, with 95 % bootstrap intervals."
        )
    return markdown.table(("figure", "value"), rows, figures={"value"}) + said
