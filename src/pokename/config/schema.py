"""Every key of the config: what it takes, its default, what it means.

The defaults are those of ``configs/base.yaml``, which a test holds. Values are read as JSON in
pydantic's strict mode: an integer will do for a number, but neither text nor a boolean will.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


@dataclass(frozen=True)
class Takes:
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


def _not_blank(value: object) -> object:
    """Refuse an empty path, which pathlib takes for the current folder."""
    if isinstance(value, str) and not value.strip():
        raise ValueError("empty")
    return value


Text = Annotated[str, Field(pattern=r"\S"), Takes("non-empty text")]
FolderName = Annotated[
    str,
    Field(pattern=r"^\w[\w.-]*$"),
    Takes("a plain folder name (letters, digits, '.', '_' and '-')"),
]
Folder = Annotated[Path, BeforeValidator(_not_blank), Takes("a folder")]
Address = Annotated[
    str, Field(pattern=r"^https?://[^\s/]+\S*$"), Takes("an http:// or https:// address")
]
Device = Annotated[
    str,
    Field(pattern=r"^(auto|cpu|mps|cuda(:[0-9]+)?)$"),
    Takes("one of auto, cpu, cuda, cuda:N, mps"),
]


class Section(BaseModel):
    """A section of the config: nothing unknown in it, no value taken for another's type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


class PathsSection(Section):
    """Folders, relative to where the command runs."""

    data: Folder = Field(default=Path("data"), description="Raw, interim and processed data.")
    models: Folder = Field(default=Path("models"), description="Trained models, a folder a run.")
    reports: Folder = Field(
        default=Path("reports"), description="Metrics, the report and its figures."
    )
    cache: Folder | None = Field(
        default=None,
        description="API answers kept between fetches; null is the platform's cache folder.",
    )


class FetchSection(Section):
    """``pokename fetch``."""

    source: Literal["pokeapi", "bundled"] = Field(
        default="pokeapi",
        description="The API, or the facts that ship with the package, without network.",
    )
    base_url: Address = Field(
        default="https://pokeapi.co/api/v2/", description="The API, or a mirror of it."
    )
    language: Text = Field(
        default="en", description="Language of the flavor texts, as the API codes it."
    )
    workers: int = Field(default=8, ge=1, le=64, description="Requests at a time.")
    timeout: float = Field(
        default=15.0, gt=0, le=600, description="Seconds without an answer before a try has failed."
    )
    attempts: int = Field(
        default=8, ge=1, le=20, description="Tries of a page, the waits between them growing."
    )
    allow_missing: int = Field(default=0, ge=0, description="Species that may be absent.")


class PreprocessSection(Section):
    """``pokename preprocess``."""

    split: Literal["family", "generation"] = Field(
        default="family",
        description="What is held out: evolution families, or generations viii and ix whole.",
    )
    val_share: float = Field(default=0.1, gt=0, lt=1, description="Share of the families in val.")
    test_share: float = Field(default=0.1, gt=0, lt=1, description="Share of the families in test.")
    prompts_per_species: int = Field(
        default=12, ge=0, le=100, description="Short prompts composed from the facts of a species."
    )

    @model_validator(mode="after")
    def _leaves_something_to_train_on(self) -> Self:
        if self.val_share + self.test_share >= 1:
            raise CrossCheckError(
                "together they must stay below 1",
                ("preprocess.val_share", "preprocess.test_share"),
            )
        return self


class BaseModelSection(Section):
    """The model that training starts from."""

    name: Text = Field(default="gpt2", description="A hub name, a folder, or 'bundled'.")
    fallback: Text | None = Field(
        default="bundled",
        description="Used, and said, where the hub can't be reached; null forbids it.",
    )


class TrainSection(Section):
    """``pokename train``."""

    run: FolderName = Field(default="default", description="The model goes to models/<run>.")
    model: BaseModelSection = Field(
        default=BaseModelSection(), description="The model that training starts from."
    )
    device: Device = Field(default="auto", description="auto is cuda, then mps, then cpu.")
    precision: Literal["auto", "fp32", "bf16"] = Field(
        default="auto", description="auto is bf16 on a GPU that has it, else fp32."
    )
    epochs: float = Field(default=3.0, gt=0, description="Passes over the training data.")
    max_steps: int | None = Field(
        default=None, ge=1, description="Stops earlier than epochs; null doesn't."
    )
    batch_size: int = Field(default=32, ge=1, description="Examples a step on one device.")
    gradient_accumulation: int = Field(default=1, ge=1, description="Batches an optimizer step.")
    learning_rate: float = Field(
        default=5e-4, gt=0, le=1, description="Its peak, after the warm-up."
    )
    schedule: Literal["cosine", "linear", "constant"] = Field(
        default="cosine", description="How the learning rate decays after the warm-up."
    )
    warmup_share: float = Field(
        default=0.05, ge=0, lt=1, description="Warm-up, as a share of all steps."
    )
    weight_decay: float = Field(default=0.01, ge=0, lt=1, description="Of AdamW.")
    max_grad_norm: float = Field(
        default=1.0, gt=0, description="Gradients are clipped to this norm."
    )
    max_tokens: int = Field(
        default=128,
        ge=16,
        le=1024,
        description="Tokens of an example; a longer description is cut at its end, never the name.",
    )
    plan_share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Share of the examples with known source words that plan, then name.",
    )
    unprompted_share: float = Field(
        default=0.1,
        ge=0,
        lt=1,
        description="Share of the examples without description: what names look like unasked.",
    )
    evaluations_per_epoch: int = Field(
        default=2, ge=1, description="Validations (and checkpoints)."
    )
    patience: int = Field(
        default=3, ge=1, description="Evaluations without a better validation loss before it stops."
    )


class EvaluateSection(Section):
    """``pokename evaluate``."""

    model: Text = Field(
        default="bundled", description="'bundled', or a run's folder such as models/default."
    )
    split: Literal["val", "test"] = Field(default="val", description="The split that is evaluated.")
    names_per_species: int = Field(
        default=10, ge=1, description="Names generated for each species."
    )
    bootstrap: int = Field(
        default=1000, ge=1, description="Resamples, by family, for the 95 % intervals."
    )
    prompts: Annotated[tuple[Text, ...], Takes("a list of one or more non-empty texts")] = Field(
        default=(
            "a fiery lizard",
            "blue water-type turtle",
            "tiny electric mouse",
            "large sea serpent",
            "steel bird with razor feathers",
            "ghost that hides in an old lantern",
        ),
        min_length=1,
        description="Prompts whose first ten names stand in the report.",
    )


class GenerateSection(Section):
    """``pokename generate``."""

    model: Text = Field(
        default="bundled", description="'bundled', or a run's folder such as models/default."
    )
    n: int = Field(default=10, ge=1, description="Names a description.")
    temperature: float = Field(default=1.0, gt=0, le=10, description="Higher is more surprising.")
    top_p: float = Field(
        default=0.95,
        gt=0,
        le=1,
        description="Draws from the most probable letters of this probability.",
    )
    candidates: int = Field(
        default=8, ge=1, le=1000, description="Sampled for each name asked for; the best are given."
    )
    max_letters: int = Field(default=12, ge=3, le=30, description="Letters of the longest name.")


class TrackingSection(Section):
    """Weights & Biases; the key is read from WANDB_API_KEY and never stands here."""

    mode: Literal["disabled", "offline", "online"] = Field(
        default="disabled", description="offline writes a wandb run to the run's folder."
    )
    project: Text = Field(default="pokename", description="The project of wandb.")


class Config(Section):
    """The whole config; a step takes its own section."""

    seed: int = Field(
        default=7, ge=0, lt=2**32, description="Of splits, prompts, training and sampling."
    )
    paths: PathsSection = Field(default=PathsSection(), description="Folders.")
    fetch: FetchSection = Field(default=FetchSection(), description="The Pokédex from the API.")
    preprocess: PreprocessSection = Field(
        default=PreprocessSection(), description="Texts to splits."
    )
    train: TrainSection = Field(default=TrainSection(), description="Splits to a model.")
    evaluate: EvaluateSection = Field(default=EvaluateSection(), description="A model to metrics.")
    generate: GenerateSection = Field(
        default=GenerateSection(), description="A description to names."
    )
    tracking: TrackingSection = Field(default=TrackingSection(), description="Weights & Biases.")
