"""``pokename generate``: a description to names."""

from typing import Annotated

import typer

from pokename.cli.catalogue_options import (
    Engine,
    EngineOption,
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
)
from pokename.cli.wish_options import (
    AllowOffensiveOption,
    AvoidLettersOption,
    ColorOption,
    ContainsOption,
    EndsWithOption,
    ExcludeOption,
    HabitatOption,
    LegendaryOption,
    LikeOption,
    MaxLengthOption,
    MaxSimilarityOption,
    MinLengthOption,
    MoodOption,
    PresetOption,
    RootsOption,
    SizeOption,
    StageOption,
    StartsWithOption,
    SyllablesOption,
    TwoWordsOption,
    TypeOption,
)

EXAMPLES = """\b
Examples:
  pokename generate "tiny electric mouse" -n 5 --creativity 0.8
  pokename generate "a fiery lizard" --max-length 8 --starts-with b --syllables 2-3
  pokename generate "a lizard" --type fire --type dragon --size tiny --stage 1
  pokename generate "a fiery lizard" --roots ember+gecko
  pokename generate "a sleepy bear" --mood cute --like Snubear --exclude mine.txt
  pokename generate "a fiery lizard" --line 3
  pokename generate "a fiery lizard" --line 2 --evolves-from Emblet
  pokename generate "a fiery lizard" --id bundled:7:3 --explain
  pokename generate --input creatures.csv --output names.jsonl --workers 2 --resume"""

CreativityOption = Annotated[
    float | None,
    typer.Option(min=0.0, max=1.0, help="0 for the expected, 1 for the wild; 0.5 if left out."),
]


def generate(
    ctx: typer.Context,
    description: Annotated[
        str | None, typer.Argument(help="What the creature is like.", show_default=False)
    ] = None,
    n: Annotated[
        int | None, typer.Option("-n", min=1, max=1000, help="Names a description.")
    ] = None,
    seed: SeedOption = None,
    creativity: CreativityOption = None,
    temperature: Annotated[
        float | None, typer.Option(help="Above 0; higher is more surprising.")
    ] = None,
    top_p: Annotated[
        float | None, typer.Option(help="Nucleus of the letters of a model without plans, up to 1.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="'bundled', or a run's folder such as models/default.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each name fits.")] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Say what would be listed but was rejected, and why."),
    ] = False,
    again: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="The name of this id again.")
    ] = None,
    line: Annotated[
        int | None, typer.Option("--line", metavar="N", help="Evolution lines of N names.")
    ] = None,
    evolves_from: Annotated[
        str | None,
        typer.Option("--evolves-from", metavar="NAME", help="What the lines go on from."),
    ] = None,
    min_length: MinLengthOption = None,
    max_length: MaxLengthOption = None,
    preset: PresetOption = None,
    starts_with: StartsWithOption = None,
    ends_with: EndsWithOption = None,
    contains: ContainsOption = None,
    avoid_letters: AvoidLettersOption = None,
    syllables: SyllablesOption = None,
    two_words: TwoWordsOption = None,
    types: TypeOption = None,
    color: ColorOption = None,
    size: SizeOption = None,
    habitat: HabitatOption = None,
    stage: StageOption = None,
    legendary: LegendaryOption = None,
    mood: MoodOption = None,
    roots: RootsOption = None,
    like: LikeOption = None,
    exclude: ExcludeOption = None,
    max_similarity: MaxSimilarityOption = None,
    allow_offensive: AllowOffensiveOption = None,
    source: InputOption = None,
    kind: InputFormatOption = None,
    output: OutputOption = None,
    form: FormatOption = None,
    workers: WorkersOption = None,
    engine: EngineOption = Engine.LOCAL,
    resume: ResumeOption = False,
    strict: StrictOption = False,
    config: ConfigOption = None,
    favourites: FavouritesOption = None,
    overrides: SetOption = None,
) -> None:
    """Invent names for a creature; without a description, in a session that asks for it.

    Example: pokename generate "a fiery lizard"
    """
    from pokename.cli.ordering import order_from

    knobs = {"n": n, "temperature": temperature, "top_p": top_p, "model": model}
    settings = load(config, overrides, "generate", seed=seed, **knobs)
    order = order_from(ctx.params, settings)
    asked = {"resume": resume, "strict": strict, "explain": explain, "verbose": verbose}
    files = Files(source, kind, output, form, workers, engine=engine, **asked)
    plain = (description, order.line, order.only) == (None, None, None) and files == Files()
    if plain and at_terminal():
        from pokename.cli.session import open_session

        open_session(order, favourites)
    else:
        from pokename.cli.catalogue import write_names

        write_names(description, order, files)
