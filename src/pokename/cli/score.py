"""``pokename score``: score the user's own names for a description."""

from enum import StrEnum
from typing import Annotated

import typer

from pokename.cli.console import print_json, print_table, say
from pokename.cli.options import ConfigOption, ModelOption, SetOption, load
from pokename.cli.wish_options import in_options
from pokename.errors import WishError

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
    from pokename.reading.function_words import FUNCTION_WORDS, NOUNS_ALONE

    if description.casefold() in FUNCTION_WORDS - NOUNS_ALONE:
        raise WishError(
            f"The description is only '{description}'.",
            'Put it in quotation marks, for example: pokename score "a fiery lizard" Emberzard',
        )
    settings = load(config, overrides, "generate", model=model)
    generator = NameGenerator.load(settings.generate.model)
    scored = sorted(generator.score_many(description, names), key=lambda name: -name.score)
    for note in generator.notes(description):
        say(in_options(note))
    for name in names:
        if why := generator.why_not(description, name):
            say(f"{name} would be refused: {in_options(why)}.")
    if form is ScoreFormat.TABLE:
        print_table(scored)
    else:
        print_json([{key: getattr(name, key) for key in KEYS} for name in scored])
