"""``pokename models``: list, show and share runs."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.console import print_json, print_rows, progress_bar, say, warn, write_out
from pokename.cli.options import ConfigOption, SetOption, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pokename.models.runs import Run
    from pokename.models.sharing import Transfer
    from pokename.paths import Layout

HEAD = ("run", "base", "finished", "loss", "bits", "MRR", "spelled", "hits@10", "MB")
DROPPED = ("MB", "MRR", "hits@10", "base", "spelled")  # in a terminal too narrow for all columns


class ModelsFormat(StrEnum):
    """The output format of ``models list``."""

    TABLE = "table"
    JSON = "json"


class CardFormat(StrEnum):
    """The output format of ``models show``."""

    MARKDOWN = "markdown"
    JSON = "json"


RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="A run, its folder, or 'bundled'.", show_default=False)
]
LicenceOption = Annotated[
    str | None,
    typer.Option(
        "--license",
        metavar="LICENSE",
        help="Licence of the weights. Default: the base's licence, if known.",
    ),
]
ReplaceOption = Annotated[
    bool, typer.Option("--replace", help="Replace a different model at the destination.")
]


def list_(
    form: Annotated[ModelsFormat, typer.Option("--format", help="Output format.")] = (
        ModelsFormat.TABLE
    ),
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """List the bundled model and the finished runs, with their figures.

    Three columns say what a training achieved: bits (per letter of the true names), MRR (of their
    ranks) and spelled (the share of usable names when the model spells alone). hits@10 measures the
    whole system, whose names come mostly from the thesaurus and the ranker. A loss is shown only if
    it was measured on the same examples as the loss of the newest run.

    Example: pokename models list
    """
    from pokename.models.runs import runs

    found = list(runs(_layout(config, overrides), lambda error: warn(str(error))))
    for one in found:
        _warn_of_missing_figures(one)
    if form is ModelsFormat.JSON:
        print_json([_plain(one) for one in found])
    else:
        newest, comparable = _comparable(found)
        _say_what_is_not_comparable(found, newest, comparable)
        rows = (_cells(one, with_loss=one.name in comparable) for one in found)
        print_rows(HEAD, rows, figures=HEAD[2:], names=HEAD[:1], dropped=DROPPED)


def show(
    model: Annotated[
        str,
        typer.Argument(
            metavar="RUN|WHERE",
            help="A run, 'bundled', or the address of a pushed model.",
            show_default=False,
        ),
    ],
    form: Annotated[CardFormat, typer.Option("--format", help="Output format.")] = (
        CardFormat.MARKDOWN
    ),
    licence: LicenceOption = None,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Print the card of a model: what it was made from, and how good it is.

    Example: pokename models show default
    """
    from pokename.models.card import card_of, licence_of
    from pokename.models.runs import run
    from pokename.models.sharing import read_card
    from pokename.models.stores import is_address

    if is_address(model):
        if form is CardFormat.JSON:
            raise typer.BadParameter("it needs a run on this machine", param_hint="--format json")
        if licence is not None:
            raise typer.BadParameter("a pushed model has its licence", param_hint="--license")
        write_out(read_card(model), end="")
        return
    found = run(model, _layout(config, overrides))
    _warn_of_missing_figures(found)
    if form is CardFormat.JSON:
        print_json(_plain(found))
    else:
        write_out(card_of(found, licence_of(found, licence)), end="")


def export(
    model: RunArgument,
    folder: Annotated[
        Path, typer.Argument(help="Folder to write to, created if missing.", show_default=False)
    ],
    licence: LicenceOption = None,
    replace: ReplaceOption = False,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Write a run to a folder, with its card and the hash of each file.

    Example: pokename models export default shared/default
    """
    _push(model, str(folder), _layout(config, overrides), licence, replace=replace)


def push(
    model: RunArgument,
    where: Annotated[
        str,
        typer.Argument(
            metavar="WHERE", help="s3://bucket/prefix or hf://user/name.", show_default=False
        ),
    ],
    licence: LicenceOption = None,
    replace: ReplaceOption = False,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Push a run to S3 or the Hugging Face Hub, with its card and the hash of each file.

    Example: pokename models push default s3://bucket/models/default
    """
    _push(model, where, _layout(config, overrides), licence, replace=replace)


def pull(
    where: Annotated[
        str,
        typer.Argument(
            metavar="WHERE",
            help="s3://bucket/prefix, hf://user/name or an exported folder.",
            show_default=False,
        ),
    ],
    folder: Annotated[
        Path | None,
        typer.Argument(
            help="Folder to write to. Default: the last part of WHERE, in models/.",
            show_default=False,
        ),
    ] = None,
    digest: Annotated[
        str | None,
        typer.Option(
            metavar="DIGEST", help="Accept only the model with this digest, which push printed."
        ),
    ] = None,
    replace: ReplaceOption = False,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Pull a model that was pushed, and check the hash of each file.

    Example: pokename models pull s3://bucket/models/default
    """
    from pokename.models.sharing import pull as run_pull

    name = where.rstrip("/").rpartition("/")[2]
    target = folder or _layout(config, overrides).models / name
    with progress_bar("files") as progress:
        transfer = run_pull(where, target, digest=digest, replace=replace, progress=progress)
    say(f"{_summary(transfer)}, all hashes correct.")
    write_out(transfer.location)


def _push(model: str, where: str, layout: "Layout", licence: str | None, *, replace: bool) -> None:
    from pokename.models.card import licence_of
    from pokename.models.runs import run
    from pokename.models.sharing import push as run_push

    found = run(model, layout)
    _warn_of_missing_figures(found)
    transfer = run_push(found, where, licence_of(found, licence), replace=replace)
    say(f"{_summary(transfer)}. Digest: sha256:{transfer.digest}")
    write_out(transfer.location)


def _warn_of_missing_figures(run: "Run") -> None:
    if run.why_no_figures:
        warn(run.why_no_figures)


def _comparable(found: "Sequence[Run]") -> tuple[str, set[str]]:
    """Return the name of the newest run, and the runs whose losses can be compared with its loss.

    These losses were measured on the same examples. The newest run is among these runs.

    Args:
        found: The bundled model, then the runs, the newest first.
    """
    newest, *rest = [one for one in (*found[1:], found[0]) if one.val_loss is not None]
    known = newest.val_examples
    return newest.name, {
        newest.name,
        *(one.name for one in rest if known and one.val_examples == known),
    }


def _say_what_is_not_comparable(found: "Sequence[Run]", newest: str, comparable: set[str]) -> None:
    """Say on stderr which losses aren't shown, if there are any."""
    others = sorted({one.name for one in found if one.val_loss is not None} - comparable)
    if others:
        say(
            f"The loss of {', '.join(others)} isn't shown: it was measured on other or unknown "
            f"examples, so it can't be compared with the loss of {newest}."
        )


def _summary(transfer: "Transfer") -> str:
    return f"{transfer.files} files, {transfer.bytes / 1e6:.1f} MB"


def _layout(config: str | None, overrides: list[str] | None) -> "Layout":
    return load(config, overrides).paths.layout()


def _cells(run: "Run", *, with_loss: bool) -> tuple[str, ...]:
    return (
        run.name,
        run.base,
        run.finished_at[:10] or "–",
        f"{run.val_loss:.3f}" if with_loss else "–",
        *(_number(run.figure("true_names", key)) for key in ("bits_per_letter", "mrr")),
        *(_share(run.figure(*key)) for key in (("spelled", "usable"), ("designs", "hits_at_10"))),
        f"{run.bytes / 1e6:.1f}",
    )


def _share(figure: tuple[float, float, float] | None) -> str:
    return "–" if figure is None else f"{100 * figure[0]:.1f} %"


def _number(figure: tuple[float, float, float] | None) -> str:
    return "–" if figure is None else f"{figure[0]:.3f}"


def _plain(run: "Run") -> dict[str, object]:
    """Return a run as JSON values."""
    keys = {
        "true_names": ("bits_per_letter", "mrr"),
        "spelled": ("usable",),
        "whole": ("usable", "novel", "likeness"),
        "designs": ("hits_at_10", "hits_at_100"),
    }
    return {
        "run": run.name,
        "folder": str(run.folder),
        "base": run.base,
        "finished_at": run.finished_at or None,
        "val_loss": run.val_loss,
        "val_examples_sha256": run.val_examples,
        "bytes": run.bytes,
        "split": run.split or None,
        "figures": {
            f"spelled_{key}" if group == "spelled" else key: figure[0]
            for group, names in keys.items()
            for key in names
            if (figure := run.figure(group, key))
        },
        "manifest": run.manifest,
    }
