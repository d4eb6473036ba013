"""``pokename data``: compare the data with the current API, and with users' descriptions."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import print_json, print_rows, progress_bar, say, warn, write_out
from pokename.cli.fetch import RefreshOption
from pokename.cli.options import ConfigOption, SeedOption, SetOption, check_output, load

if TYPE_CHECKING:
    from pokename.drift.comparing import Drift
    from pokename.pokedex.status import Status

NAMED = 5  # maximum number of species to name in a sentence
HEAD = ("what", "trained on", "asked", "distance", "by chance", "drift")


class DriftFormat(StrEnum):
    """The output format of ``data drift``."""

    TABLE = "table"
    JSON = "json"


class StatusFormat(StrEnum):
    """The output format of ``data status``."""

    TEXT = "text"
    JSON = "json"


BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Address of the API. Default: the address of the last fetch."
    ),
]
ExitCodeOption = Annotated[
    bool, typer.Option("--exit-code", help="Exit with code 1 if the API has changed.")
]
StatusFormatOption = Annotated[StatusFormat, typer.Option("--format", help="Output format.")]


def status(
    base_url: BaseUrlOption = None,
    refresh: RefreshOption = False,
    exit_code: ExitCodeOption = False,
    form: StatusFormatOption = StatusFormat.TEXT,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Compare the fetched data with what PokéAPI has now.

    Example: pokename data status
    """
    from msgspec.structs import asdict

    from pokename.pokedex.status import data_status

    settings = load(config, overrides)
    with progress_bar("pages") as progress:
        found = data_status(
            settings.fetch,
            settings.paths.layout(),
            base_url=base_url,
            refresh=refresh,
            progress=progress,
        )
    if form is StatusFormat.JSON:
        print_json({**asdict(found), "moved_on": found.moved_on})
    else:
        write_out("\n".join(_sentences(found)))
    if exit_code and found.moved_on:
        raise typer.Exit(1)


CurrentOption = Annotated[
    Path,
    typer.Option(
        metavar="FILE",
        help="File of users' descriptions: text, CSV, JSON lines or Parquet.",
        show_default=False,
    ),
]
ReferenceOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE|FOLDER",
        help="Training descriptions: a file in the same formats, or a folder with train.csv. "
        "Default: the project's train split.",
        show_default=False,
    ),
]
ThresholdOption = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        metavar="0-1",
        help="Exit with code 1 if a drift is above this limit, such as 0.35.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option(
        metavar="FOLDER",
        help="Model for the measure 'ideas': a run's folder. Default: 'bundled', or "
        "`generate.model` of the config.",
    ),
]
SampleOption = Annotated[
    int,
    typer.Option(min=20, metavar="N", help="Compare at most N descriptions from each file."),
]
HtmlOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write a self-contained HTML page.")
]
DriftFormatOption = Annotated[DriftFormat, typer.Option("--format", help="Output format.")]


def drift(
    current: CurrentOption,
    reference: ReferenceOption = None,
    threshold: ThresholdOption = None,
    model: ModelOption = None,
    sample: SampleOption = 500,
    html: HtmlOption = None,
    form: DriftFormatOption = DriftFormat.TABLE,
    seed: SeedOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Measure how much users' descriptions differ from the training descriptions.

    Example: pokename data drift --current requests.jsonl --threshold 0.35
    """
    from pokename.drift.comparing import compare, file_of
    from pokename.errors import DataError
    from pokename.files import check_replaceable

    if threshold is not None and not 0 <= threshold <= 1:  # Typer's range check lets NaN pass
        raise typer.BadParameter(f"{threshold} isn't 0 to 1", param_hint="--threshold")
    settings = load(config, overrides, "generate", seed=seed, model=model)
    train = settings.paths.layout().split("train")
    if reference is None and not train.exists():
        raise DataError(f"{train} doesn't exist.", "Run pokename preprocess, or give --reference.")
    if html:
        read = (("--current", file_of(current)), ("--reference", file_of(reference or train)))
        check_output("--html", html, read, config)
        check_replaceable(html)
    with progress_bar("descriptions") as progress:
        found = compare(
            reference or train,
            current,
            model=settings.generate.model,
            sample=sample,
            seed=settings.seed,
            progress=progress,
        )
    _show(found, threshold, html, form)


def _show(found: "Drift", threshold: float | None, html: Path | None, form: DriftFormat) -> None:
    """Write the page, print the measures, and check that they are below the threshold.

    Raises:
        DataError: A drift is above the threshold.
    """
    from pokename.drift.comparing import USUAL, write_page

    limit = USUAL if threshold is None else threshold
    if html:
        write_page(html, found, limit)
    if form is DriftFormat.JSON:
        print_json(found.plain(limit))
    else:
        _print_drift(found, limit)
    if threshold is not None:
        found.check(threshold)


def _print_drift(found: "Drift", limit: float) -> None:
    """Print the drift measures as a table, then the words whose frequencies differ most."""
    for side in (found.reference, found.current):
        if side.left_out:
            warn(f"{side.path}: {side.left_out} rows have no usable description and were left out.")
        if side.pokedex_texts:
            say(
                f"{side.path}: only the {side.found:,} prompts are compared, since users type "
                f"prompts; {side.pokedex_texts:,} Pokédex texts are left out."
            )
    rows = [
        (
            one.name,
            one.reference,
            one.current,
            f"{one.distance:.2f}",
            f"{one.by_chance:.2f}",
            f"{one.drift:.2f}" + (" !" if one.drift > limit else ""),
        )
        for one in found.measures
    ]
    print_rows(HEAD, rows, figures=HEAD[3:])
    for said, words in (
        ("More frequent than in training", [word for word, *_ in found.more]),
        ("Less frequent than in training", [word for word, *_ in found.less]),
        ("Unknown words in use", [word for word, _ in found.unknown]),
    ):
        write_out(f"{said}: {', '.join(words) or 'none'}")


def _sentences(status: "Status") -> Iterator[str]:
    """Yield the lines that describe a status, one or two sentences each."""
    ago = {0: "today", 1: "yesterday"}.get(status.days, f"{status.days} days ago")
    made = "composed from the facts in the package" if status.source == "bundled" else "fetched"
    came = f" from {status.base_url}" if status.base_url else ""
    yield (
        f"On disk: {status.species:,} species and {status.texts:,} texts, {made}{came} "
        f"on {status.fetched_at[:10]} ({ago})."
    )
    if status.changed_by_hand:
        yield f"Changed since then, but not by a fetch: {', '.join(status.changed_by_hand)}."
    if status.source == "bundled":
        yield (
            "These texts don't come from the API. Run 'pokename fetch' to download the real texts."
        )
    elif not status.moved_on:
        yield "The API hasn't changed: a fetch would give the same species and texts."
    else:
        yield f"The API has changed: {'; '.join(_differences(status))}."
        yield "Run 'pokename fetch' to update."
    if status.splits == "made from others":
        yield "The splits were made from other raw files. Run 'pokename preprocess'."
    if status.splits == "none":
        yield "There are no splits yet. Run 'pokename preprocess'."
    if status.requests:
        yield (
            f"Sent {status.requests.get('requests', 0):,} requests, "
            f"{status.requests.get('not modified', 0):,} answered as unchanged; "
            f"{status.requests.get('from cache', 0):,} pages are fresh in the cache."
        )


def _differences(status: "Status") -> Iterator[str]:
    """Yield a phrase for each kind of difference from the API."""
    if status.new_species:
        yield f"{len(status.new_species)} new species ({_named(status.new_species)})"
    if status.gone_species:
        yield f"{len(status.gone_species)} removed species ({_named(status.gone_species)})"
    if status.other_facts:
        yield f"changed facts of {len(status.other_facts)} species ({_named(status.other_facts)})"
    if status.other_texts:
        yield (
            f"{status.new_texts} new and {status.gone_texts} removed texts "
            f"of {len(status.other_texts)} species ({_named(status.other_texts)})"
        )


def _named(slugs: Sequence[str]) -> str:
    more = f" and {len(slugs) - NAMED} more" if len(slugs) > NAMED else ""
    return ", ".join(slugs[:NAMED]) + more
