"""``pokename generate``: invent names for a description."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pokename.cli.console import at_terminal, say
from pokename.cli.file_options import (
    Engine,
    EngineOption,
    Files,
    FormatOption,
    InputFormatOption,
    InputOption,
    OutputOption,
    ResumeOption,
    StrictOption,
    UniqueOption,
    UniqueSimilarityOption,
    WorkersOption,
)
from pokename.cli.options import (
    SETTINGS,
    ConfigOption,
    FavouritesOption,
    ModelOption,
    SeedOption,
    SetOption,
    check_output,
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
    option_of,
    wishes_from,
)
from pokename.errors import WishError

if TYPE_CHECKING:
    from pokename.config import Config
    from pokename.generate.job import Job
    from pokename.naming.sampling import Sampling


def job_from(params: Mapping[str, Any], settings: "Config") -> "Job":
    """Build the job from the options of ``generate`` and the config.

    Args:
        params: The value of each option, by name.
        settings: The config, with the options already applied.

    Raises:
        WishError: Options are invalid, contradict each other, or can't have an effect.
        ModelError: ``--top-p`` is given, and the model can't be loaded.
    """
    from pokename.generate.job import LINES, Job, generator_of, job_for_id
    from pokename.naming.naming_model import label_of

    if params["allow_offensive"]:
        say("The decency filter is off: names may offend.")
    section = settings.generate
    line = 1 if params["evolves_from"] and params["line"] is None else params["line"]
    job = Job(
        model=section.model,
        n=section.n if line is None else params["n"] or LINES,
        seed=settings.seed,
        sampling=_sampling(params, settings),
        wishes=wishes_from(params, section.max_length),
        line=line,
        evolves_from=params["evolves_from"] or "",
        unique=_unique(params),
    )
    if params["top_p"] is not None and generator_of(job.model).plans:
        raise WishError(
            f"--top-p has no effect on the model {label_of(job.model)}, which plans its names.",
            "Leave it out, or give --temperature or --creativity.",
        )
    again, seed, n = (params[key] for key in ("again", "seed", "n"))
    return job_for_id(job, again, seed=seed, n=n) if again else job


def _unique(params: Mapping[str, Any]) -> float | None:
    """Return the greatest similarity between two names, or None without --unique."""
    from pokename.naming.novelty import UNIQUE_SIMILARITY

    limit: float | None = params["unique_similarity"]
    if not params["unique"]:
        if limit is not None:
            raise WishError(
                "--unique-similarity needs --unique.", "Give --unique, or leave it out."
            )
        return None
    if limit is not None and not 0 < limit <= 1:
        raise WishError(f"--unique-similarity must be above 0 and at most 1, not {limit}.")
    return UNIQUE_SIMILARITY if limit is None else limit


def _check_given(params: Mapping[str, Any]) -> None:
    """Refuse an option without a value, as from --id "$ID" with an empty variable."""
    for name, value in params.items():
        if name != "description" and "" in (value if isinstance(value, (list, tuple)) else [value]):
            option = option_of(name)
            raise WishError(f"{option} is empty.", f"Give a value, or leave {option} out.")


def _sampling(params: Mapping[str, Any], settings: "Config") -> "Sampling":
    """Return the sampling for --creativity; --temperature and --top-p override it."""
    from msgspec.structs import replace

    from pokename.naming.sampling import Sampling

    section = settings.generate
    creativity = params["creativity"]
    if creativity is None:
        return Sampling.of(section)
    if not 0 <= creativity <= 1:  # Typer's range check lets NaN pass
        raise WishError(f"--creativity {creativity} isn't 0 to 1.")
    given = {key: params[key] for key in ("temperature", "top_p") if params[key] is not None}
    return replace(Sampling.of_creativity(creativity, section.candidates), **given)


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
  pokename generate --input creatures.csv --output names.jsonl --workers 2 --resume
  pokename generate --input my-dex.csv -n 1 --unique --output names.csv"""

CreativityOption = Annotated[
    float | None,
    typer.Option(metavar="0-1", help="0 for the likeliest ideas, 1 for the boldest. Default: 0.5."),
]
DescriptionArgument = Annotated[
    str | None, typer.Argument(help="What the creature is like.", show_default=False)
]
NOption = Annotated[
    int | None,
    typer.Option(
        "-n",
        metavar="N",
        min=1,
        max=1000,
        help="Number of names (with --line, of lines) for each description. Default: 10 names, "
        "or `generate.n` of the config; 3 lines.",
    ),
]
TemperatureOption = Annotated[
    float | None,
    typer.Option(
        metavar="X",
        help="Sampling temperature, above 0: higher values give more surprising names. It "
        "replaces that of --creativity.",
        rich_help_panel=SETTINGS,
    ),
]
TopPOption = Annotated[
    float | None,
    typer.Option(
        metavar="0-1",
        help="For a model without plans: draw only from the likeliest letters, whose probabilities "
        "add up to this share.",
        rich_help_panel=SETTINGS,
    ),
]
ExplainOption = Annotated[
    bool,
    typer.Option("--explain", help="Instead of a table, explain each name in a line."),
]
VerboseOption = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Show refused names, with reasons."),
]
AgainOption = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="Give the name with this id again.")
]
LineOption = Annotated[
    int | None,
    typer.Option("--line", metavar="N", help="Give evolution lines, each of N names (1 to 3)."),
]
EvolvesFromOption = Annotated[
    str | None,
    typer.Option(
        "--evolves-from", metavar="NAME", help="Name that the evolution lines continue from."
    ),
]


def generate(
    ctx: typer.Context,
    description: DescriptionArgument = None,
    n: NOption = None,
    seed: SeedOption = None,
    creativity: CreativityOption = None,
    explain: ExplainOption = False,
    verbose: VerboseOption = False,
    again: AgainOption = None,
    line: LineOption = None,
    evolves_from: EvolvesFromOption = None,
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
    unique: UniqueOption = False,
    unique_similarity: UniqueSimilarityOption = None,
    allow_offensive: AllowOffensiveOption = None,
    source: InputOption = None,
    kind: InputFormatOption = None,
    output: OutputOption = None,
    form: FormatOption = None,
    workers: WorkersOption = None,
    engine: EngineOption = Engine.LOCAL,
    resume: ResumeOption = False,
    strict: StrictOption = False,
    model: ModelOption = None,
    temperature: TemperatureOption = None,
    top_p: TopPOption = None,
    config: ConfigOption = None,
    favourites: FavouritesOption = None,
    overrides: SetOption = None,
) -> None:
    """Invent names for a creature. Without a description, open a session.

    Example: pokename generate "a fiery lizard"
    """
    _check_given(ctx.params)
    with_lines = line is not None or evolves_from is not None  # then -n doesn't replace generate.n
    names = None if with_lines else n
    options = {"n": names, "temperature": temperature, "top_p": top_p, "model": model}
    settings = load(config, overrides, "generate", seed=seed, **options)
    job = job_from(ctx.params, settings)
    flags = {"resume": resume, "strict": strict, "explain": explain, "verbose": verbose}
    files = Files(source, kind, output, form, workers, engine=engine, **flags)
    if output and not files.streamed:
        read = [("--input", files.local_file), *(("--exclude", path) for path in exclude or ())]
        check_output("--output", output, read, config, favourites)
    only_wishes = (description, job.only, job.unique) == (None, None, None) and files == Files()
    if only_wishes and at_terminal():
        from pokename.cli.session import open_session

        open_session(job, settings.generate.n, favourites)
    else:
        from pokename.cli.write_names import write_names

        source_of_path = ctx.get_parameter_source("favourites")
        if job.unique is None and source_of_path and source_of_path.name == "COMMANDLINE":
            raise WishError(
                "--favourites needs --unique, or a session.", "Give --unique, or leave it out."
            )
        write_names(description, job, files, _taken(favourites) if job.unique is not None else ())


def _taken(favourites: Path | None) -> list[str]:
    from pokename.favourites_file import FavouritesFile

    return [one.name for one in FavouritesFile.at(favourites).read()]
