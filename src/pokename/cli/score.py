"""``pokename score``: score the user's own names for a description."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from pokename.cli.console import print_table, say, write_out
from pokename.cli.options import ConfigOption, ModelOption, SetOption, load
from pokename.cli.wish_options import in_options

KEYS = "name roots meanings says fit ease nearest edits score model description".split()


class ScoreFormat(StrEnum):
    """The output format of scores."""

    TABLE = "table"
    JSON = "json"


def score(
    description: Annotated[str, typer.Argument(help="What the creature is like.")],
    names: Annotated[list[str], typer.Argument(help="Your own names.")],
    model: ModelOption = None,
    form: Annotated[
        ScoreFormat, typer.Option("--format", help="Output format.")
    ] = ScoreFormat.TABLE,
    config: ConfigOption = None,
    overrides: SetOption = None,
) -> None:
    """Score your own names for a creature. The best comes first, as in a list of generate.

    Example: pokename score "a fiery lizard" Emberzard Flamander
    """
    from pokename.naming.generator import NameGenerator
    from pokename.reading.content_words import content_words

    settings = load(config, overrides, "generate", model=model)
    generator = NameGenerator.load(settings.generate.model)
    scored = sorted(generator.score_many(description, names), key=lambda name: -name.score)
    for note in generator.notes(description):
        say(in_options(note))
    if not any(content_words(description)):
        say(f"The description is only '{description}'. Put a longer one in quotes.")
    for name in names:
        if why := generator.why_not(description, name):
            say(f"{name} would be refused: {in_options(why)}.")
    if form is ScoreFormat.TABLE:
        print_table(scored)
    else:
        records = [{key: getattr(name, key) for key in KEYS} for name in scored]
        write_out(json.dumps(records, ensure_ascii=False, indent=2, allow_nan=False))
