"""Every key of the config: its type, its default and what it means."""

from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, to_builtins

from pokename.paths import Layout


class Takes(Struct, frozen=True):
    """What a field takes, in words, where its type and bounds don't say it well."""

    words: str


class CrossCheckError(ValueError):
    """Values that are each allowed, but not together.

    Args:
        message: What they must be together.
        keys: Their key paths.
    """

    def __init__(self, message: str, keys: tuple[str, ...]) -> None:
        super().__init__(message)
        self.keys = keys


# A pattern ends in \Z: before $ a line may end.
Text = Annotated[str, Meta(pattern=r"\S"), Takes("non-empty text")]
FolderName = Annotated[
    str,
    Meta(pattern=r"^\w[\w.-]*\Z"),
    Takes("a plain folder name (letters, digits, '.', '_' and '-')"),
]
Folder = Annotated[Path, Takes("a folder")]
# An address goes into manifests, runs and messages, where no password belongs; one that holds a
# slash makes the @ behind it look like a part of the path.
Address = Annotated[
    str,
    Meta(pattern=r"^https?://[^\s/?#@]+([/?#][^\s@]*)?\Z"),
    Takes("an http:// or https:// address, user and password left to ~/.netrc"),
]
Device = Literal["auto", "cpu", "cuda", "mps"]  # CUDA_VISIBLE_DEVICES says which of several GPUs
Count = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]
Share = Annotated[float, Meta(ge=0, lt=1)]
SomeShare = Annotated[float, Meta(gt=0, lt=1)]


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A section of the config; each field is annotated with what it takes and what it means."""

    def plain(self) -> dict[str, Any]:
        """Return the section as JSON has it, paths as text."""
        values: dict[str, Any] = to_builtins(self, enc_hook=str)
        return values


def from_plain(kind: type, value: object) -> Path:
    """Return a value that msgspec has no type for, a path, from text.

    Raises:
        ValueError: It isn't text, or blank, which pathlib takes for the current folder.
    """
    if kind is not Path or not isinstance(value, str):
        raise ValueError(f"Expected `str`, got `{type(value).__name__}`")
    if not value.strip():
        raise ValueError("empty")
    if "\0" in value:
        raise ValueError("no path has a NUL")
    return Path(value)


class EvaluateSection(Section, frozen=True):
    """``pokename evaluate``."""

    model: Annotated[Text, "'bundled', or a run's folder such as models/default."] = "bundled"
    compare: Annotated[
        tuple[Text, ...],
        Takes("a list of models"),
        "More models, 'bundled' or folders, in the same tables.",
    ] = ()
    few_shot: Annotated[
        tuple[Text, ...],
        Takes("a list of models"),
        "Language models as they are, hub names or folders, shown examples and asked for names.",
    ] = ()
    split: Annotated[Literal["val", "test"], "The split that is evaluated."] = "val"
    species: Annotated[Positive | None, "Species at the most, drawn at random; null takes all."] = (
        None
    )
    names_per_species: Annotated[Positive, "Names generated for each species."] = 10
    many_prompts: Annotated[Count, "Prompts among which to count how many names are distinct."] = (
        1000
    )
    designs: Annotated[
        Count | None, "Held-out designs to look for designed names of; null takes all, 0 none."
    ] = None
    bootstrap: Annotated[Positive, "Resamples, by family, for the 95 % intervals."] = 1000
    prompts: Annotated[
        tuple[Text, ...],
        Takes("a list of one or more non-empty texts"),
        Meta(min_length=1),
        "Prompts whose first ten names stand in the report.",
    ] = (
        "a fiery lizard",
        "blue water-type turtle",
        "tiny electric mouse",
        "large sea serpent",
        "steel bird with razor feathers",
        "ghost that hides in an old lantern",
    )


class GenerateSection(Section, frozen=True):
    """``pokename generate``."""

    model: Annotated[Text, "'bundled', or a run's folder such as models/default."] = "bundled"
    n: Annotated[int, Meta(ge=1, le=1000), "Names a description."] = 10
    temperature: Annotated[float, Meta(gt=0, le=10), "Higher is more surprising."] = 1.0
    top_p: Annotated[
        float, Meta(gt=0, le=1), "Nucleus that a model without plans draws letters from."
    ] = 0.95
    candidates: Annotated[
        int, Meta(ge=1, le=1000), "Names that a model without plans spells for each of ten."
    ] = 3
    max_length: Annotated[int, Meta(ge=3, le=20), "Letters of the longest name."] = 12


class FetchSection(Section, frozen=True):
    """``pokename fetch``."""

    source: Annotated[
        Literal["pokeapi", "bundled"],
        "The API, or the facts that ship with the package, without network.",
    ] = "pokeapi"
    base_url: Annotated[Address, "The API, or a mirror of it."] = "https://pokeapi.co/api/v2/"
    language: Annotated[Text, "Language of the flavor texts, as the API codes it."] = "en"
    workers: Annotated[int, Meta(ge=1, le=64), "Requests at a time."] = 8
    timeout: Annotated[
        float, Meta(gt=0, le=600), "Seconds without an answer before a try has failed."
    ] = 15.0
    attempts: Annotated[
        int, Meta(ge=1, le=20), "Tries of a page, the waits between them growing."
    ] = 8
    allow_missing: Annotated[Count, "Species that may be absent."] = 0


class PreprocessSection(Section, frozen=True):
    """``pokename preprocess``."""

    split: Annotated[
        Literal["family", "generation"],
        "What is held out: evolution families, or generations viii and ix whole.",
    ] = "family"
    val_share: Annotated[SomeShare, "Share of the families in val."] = 0.1
    test_share: Annotated[SomeShare, "Share of the families in test."] = 0.1
    prompts_per_species: Annotated[
        int, Meta(ge=0, le=100), "Short prompts composed from the facts of a species."
    ] = 12

    def __post_init__(self) -> None:
        if self.val_share + self.test_share >= 1:
            raise CrossCheckError(
                "together they must stay below 1",
                ("preprocess.val_share", "preprocess.test_share"),
            )


class BaseModelSection(Section, frozen=True):
    """The model that training starts from."""

    name: Annotated[Text, "A hub name, a folder, or 'bundled'."] = "gpt2"
    fallback: Annotated[
        Text | None, "Used, and said, where the hub can't be reached; null forbids it."
    ] = "bundled"


class TrainSection(Section, frozen=True):
    """``pokename train``."""

    run: Annotated[FolderName, "The model goes to models/<run>."] = "default"
    model: Annotated[BaseModelSection, "The model that training starts from."] = BaseModelSection()
    device: Annotated[Device, "auto is cuda, then mps, then cpu."] = "auto"
    precision: Annotated[
        Literal["auto", "fp32", "bf16"], "auto is bf16 on a GPU that has it, else fp32."
    ] = "auto"
    epochs: Annotated[float, Meta(gt=0), "Passes over the training data."] = 3.0
    max_steps: Annotated[Positive | None, "Stops earlier than epochs; null doesn't."] = None
    batch_size: Annotated[Positive, "Examples a step on one device."] = 16
    gradient_accumulation: Annotated[Positive, "Batches an optimizer step."] = 1
    learning_rate: Annotated[float, Meta(gt=0, le=1), "Its peak, after the warm-up."] = 1e-4
    schedule: Annotated[
        Literal["cosine", "linear", "constant"], "How the learning rate decays after the warm-up."
    ] = "cosine"
    warmup_share: Annotated[Share, "Warm-up, as a share of all steps."] = 0.05
    weight_decay: Annotated[Share, "Of AdamW."] = 0.01
    max_grad_norm: Annotated[float, Meta(gt=0), "Gradients are clipped to this norm."] = 1.0
    max_tokens: Annotated[
        int,
        Meta(ge=16, le=1024),
        "Tokens of an example; a longer description is cut at its end, never the name.",
    ] = 128
    plan_share: Annotated[
        float,
        Meta(ge=0, le=1),
        "Share of the examples with known source words that plan, then name.",
    ] = 0.5
    unprompted_share: Annotated[
        Share, "Share of the examples without description: what names look like unasked."
    ] = 0.1
    evaluations_per_epoch: Annotated[Positive, "Validations (and checkpoints)."] = 2
    patience: Annotated[
        Positive, "Evaluations without a better validation loss before it stops."
    ] = 3


class TrackingSection(Section, frozen=True):
    """Weights & Biases; the key is read from WANDB_API_KEY and never stands here."""

    mode: Annotated[
        Literal["disabled", "offline", "online"], "offline writes a wandb run to the run's folder."
    ] = "disabled"
    project: Annotated[Text, "The project of wandb."] = "pokename"


class PathsSection(Section, frozen=True):
    """Folders, relative to where the command runs."""

    data: Annotated[Folder, "Raw, interim and processed data."] = Path("data")
    models: Annotated[Folder, "Trained models, a folder a run."] = Path("models")
    reports: Annotated[Folder, "Metrics, the report and its figures."] = Path("reports")
    cache: Annotated[
        Folder | None, "API answers kept between fetches; null is the platform's cache folder."
    ] = None

    def layout(self) -> Layout:
        """Return every file of a project below these folders."""
        return Layout(self.data, self.models, self.reports, self.cache)


class Config(Section, frozen=True):
    """The whole config; a step takes its own section."""

    seed: Annotated[int, Meta(ge=0, lt=2**32), "Of splits, prompts, training and sampling."] = 7
    paths: Annotated[PathsSection, "Folders."] = PathsSection()
    fetch: Annotated[FetchSection, "The Pokédex from the API."] = FetchSection()
    preprocess: Annotated[PreprocessSection, "Texts to splits."] = PreprocessSection()
    train: Annotated[TrainSection, "Splits to a model."] = TrainSection()
    evaluate: Annotated[EvaluateSection, "A model to metrics."] = EvaluateSection()
    generate: Annotated[GenerateSection, "A description to names."] = GenerateSection()
    tracking: Annotated[TrackingSection, "Weights & Biases."] = TrackingSection()
