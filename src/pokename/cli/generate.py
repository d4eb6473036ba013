"""``pokename generate``: a description to names."""

from typing import TYPE_CHECKING, Annotated

import typer

from pokename.cli.catalogue_options import (
    Files,
    FormatOption,
    InputFormatOption,
    InputOption,
    OutputOption,
    ResumeOption,
    StrictOption,
    WorkersOption,
)
from pokename.cli.console import at_terminal
from pokename.cli.options import (
    ConfigOption,
    FavouritesOption,
    SeedOption,
    SetOption,
    load,
    overrides_from,
)
from pokename.errors import DataError

if TYPE_CHECKING:
    from pokename.naming.wishes import Wishes


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
    source: InputOption = None,
    kind: InputFormatOption = None,
    output: OutputOption = None,
    form: FormatOption = None,
    workers: WorkersOption = None,
    resume: ResumeOption = False,
    strict: StrictOption = False,
    config: ConfigOption = None,
    favourites: FavouritesOption = None,
    overrides: SetOption = None,
) -> None:
    """Invent names for a creature; without a description, in a session that asks for it.

    Example: pokename generate "a fiery lizard"
    """
    from pokename.catalogue.workers import Order
    from pokename.cli.catalogue import write_names
    from pokename.naming.drafting import Sampling

    asked = overrides_from("generate", n=n, temperature=temperature, top_p=top_p, model=model)
    settings = load(config, [*(overrides or []), *overrides_from("", seed=seed), *asked])
    files = Files(source, kind, output, form, workers, resume, strict)
    talking = description is None and files == Files() and at_terminal()
    if (description is None) == (source is None) and not talking:
        raise DataError(
            "Give a description, or a file of them.",
            'For example: pokename generate "a fiery lizard", or --input creatures.txt.',
        )
    section = settings.generate
    sampling = Sampling(section.temperature, section.top_p, section.candidates)
    wishes: Wishes = {"max_length": section.max_letters}
    order = Order(section.model, section.n, settings.seed, sampling, wishes)
    if talking:
        from pokename.cli.session import open_session

        open_session(order, favourites)
    else:
        write_names(description, order, files)
