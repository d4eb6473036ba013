"""``pokename generate``: a description to names."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pokename.cli.options import ConfigOption, SeedOption, SetOption, load, overrides_from
from pokename.errors import DataError


class Format(StrEnum):
    """How names are written."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    CSV = "csv"


def generate(
    description: Annotated[
        str | None, typer.Argument(help="What the creature is like.", show_default=False)
    ] = None,
    n: Annotated[int | None, typer.Option("-n", help="Names a description.")] = None,
    seed: SeedOption = None,
    temperature: Annotated[
        float | None, typer.Option(help="Above 0; higher is more surprising.")
    ] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Nucleus of the probability to draw from, up to 1.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="'bundled', or a run's folder such as models/default.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--input", help="Descriptions: .txt, .csv or .jsonl.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Write here instead of to the terminal.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write them.")] = Format.TABLE,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Invent names for a creature.

    Example: pokename generate "a fiery lizard"
    """
    from pokename.cli.rendering import write_names
    from pokename.naming.descriptions import read_descriptions
    from pokename.naming.generator import NameGenerator, Sampling

    asked = overrides_from("generate", n=n, temperature=temperature, top_p=top_p, model=model)
    settings = load(config, [*(overrides or []), *overrides_from("", seed=seed), *asked])
    if (description is None) == (source is None):
        raise DataError(
            "Give a description, or a file of them.",
            'For example: pokename generate "a fiery lizard", or --input creatures.txt.',
        )
    section = settings.generate
    asked_for = read_descriptions(source) if source else [description or ""]
    generator = NameGenerator.load(section.model)
    sampling = Sampling(section.temperature, section.top_p, section.candidates, section.max_letters)
    lists = generator.generate_many(asked_for, section.n, seed=settings.seed, sampling=sampling)
    write_names(lists, form, output)
