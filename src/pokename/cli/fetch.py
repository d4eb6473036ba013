"""``pokename fetch``: fetch the Pokédex and write the raw files."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pokename.cli.console import progress_bar, say, write_out
from pokename.cli.options import ConfigOption, SetOption, load

if TYPE_CHECKING:
    from pokename.pokedex.fetching import Fetched

RefreshOption = Annotated[
    bool,
    typer.Option("--refresh", help="Request pages again, even if their cached copies are fresh."),
]


def fetch(
    source: Annotated[
        str | None,
        typer.Option(
            metavar="SOURCE",
            help="pokeapi, or bundled for the facts in the package, without network access.",
        ),
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Address of the API or of a mirror.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", help="Number of parallel requests.")
    ] = None,
    allow_missing: Annotated[
        int | None, typer.Option(metavar="N", help="Number of species that may be missing.")
    ] = None,
    refresh: RefreshOption = False,
    offline: Annotated[bool, typer.Option("--offline", help="Use the cache only.")] = False,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Fetch species and their descriptions from PokéAPI.

    Example: pokename fetch --workers 4
    """
    from pokename.pokedex.fetching import fetch as run_fetch

    given: dict[str, Any] = {"source": source, "base_url": base_url, "workers": workers}
    settings = load(config, overrides, "fetch", **given, allow_missing=allow_missing)
    layout = settings.paths.layout()
    with progress_bar("pages") as progress:
        fetched = run_fetch(
            settings.fetch, layout, refresh=refresh, offline=offline, progress=progress
        )
    say(_summary(fetched, settings.fetch.source))
    write_out(layout.raw_descriptions)


NAMED = 10  # the summary names at most this many of the species that lack facts in the API


def _summary(fetched: "Fetched", source: str) -> str:
    """Return a summary: what was fetched, from where, and whether anything changed."""
    asked = fetched.requests
    came = (
        f"{asked.get('requests', 0)} requests, {asked.get('downloaded', 0)} pages downloaded, "
        f"{asked.get('not modified', 0)} unchanged, {asked.get('from cache', 0)} from the cache"
        if source == "pokeapi"
        else "no network: descriptions are composed from the facts in the package"
    )
    missing = f"\nmissing: {', '.join(fetched.missing)}" if fetched.missing else ""
    for slug, facts in list(fetched.gaps.items())[:NAMED]:
        missing += f"\n{slug}: the API has no {', '.join(facts)}"
    if len(fetched.gaps) > NAMED:
        missing += f"\n… and {len(fetched.gaps) - NAMED} more; the manifest lists all"
    if any("types" in facts for facts in fetched.gaps.values()):
        missing += "\nTypes have their own pages: --refresh requests these pages again."
    state = "" if fetched.changed else "; nothing changed"
    return (
        f"{fetched.species} species, {fetched.texts} texts in {fetched.seconds:.1f} s "
        f"({came}){state}{missing}"
    )
