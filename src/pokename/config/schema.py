"""Define every key of the config: type, bounds, default and meaning."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from pokename.config.value_types import (
    Address,
    Count,
    CrossCheckError,
    Device,
    Folder,
    FolderName,
    Positive,
    Section,
    Seed,
    Share,
    SomeShare,
    Takes,
    Text,
)
from pokename.paths import Layout


class EvaluateSection(Section, frozen=True):
    """``pokename evaluate``."""

    model: Annotated[
        Text,
        "'bundled', a run's folder such as models/default, or 'base': the model of `train.model`, "
        "before training.",
    ] = "bundled"
    compare: Annotated[
        tuple[Text, ...],
        Takes("a list of models"),
        "Other models to show in the same tables: 'bundled', 'base' or folders.",
    ] = ()
    few_shot: Annotated[
        tuple[Text, ...],
        Takes("a list of models"),
        "Models that aren't fine-tuned and get a few examples instead: hub names or folders.",
    ] = ()
    split: Annotated[Literal["val", "test"], "The split to evaluate."] = "val"
    species: Annotated[
        Positive | None, "Maximum number of species, drawn at random; null takes all."
    ] = None
    names_per_species: Annotated[Positive, "Number of names for each case."] = 10
    many_prompts: Annotated[
        Count, "Number of extra prompts for which to count distinct names; 0 skips the count."
    ] = 1000
    designs: Annotated[
        Count | None,
        "Maximum number of designs for hits@10, drawn at random; null takes all, 0 none.",
    ] = None
    bootstrap: Annotated[Positive, "Number of bootstrap resamples for the 95 % intervals."] = 1000
    prompts: Annotated[
        tuple[Text, ...],
        Takes("a list of one or more non-empty texts"),
        Meta(min_length=1),
        "Prompts whose first ten names the report shows.",
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
    n: Annotated[int, Meta(ge=1, le=1000), "Number of names for each description."] = 10
    temperature: Annotated[
        float, Meta(gt=0, le=10), "Sampling temperature. Higher values give more surprising names."
    ] = 1.0
    top_p: Annotated[
        float, Meta(gt=0, le=1), "Top-p sampling of letters, for a model without plans."
    ] = 0.95
    candidates: Annotated[
        int,
        Meta(ge=1, le=1000),
        "Names that a model without plans samples for each name that you ask for.",
    ] = 3
    max_length: Annotated[int, Meta(ge=3, le=20), "Maximum number of letters in a name."] = 12


class ServeSection(Section, frozen=True):
    """``pokename serve``."""

    host: Annotated[Text, "Address to listen on; 0.0.0.0 accepts other machines."] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535), "Port to listen on; 0 picks a free port."] = 8000
    model: Annotated[Text, "'bundled', or a run's folder such as models/default."] = "bundled"
    threads: Annotated[
        Positive | None, "Number of answers computed at the same time; null means one per core."
    ] = None
    queue: Annotated[
        Count, "Number of requests that may wait. Further requests are refused (429)."
    ] = 64
    timeout: Annotated[
        float, Meta(gt=0), "Seconds that an answer may take. A slower answer fails with 504."
    ] = 20.0
    max_body: Annotated[
        Positive, "Maximum size of a request body in bytes. A larger body fails with 413."
    ] = 1_000_000
    allow_origins: Annotated[
        tuple[Address, ...],
        Takes("a list of http:// or https:// addresses"),
        "Sites whose scripts may use the API (CORS); none by default.",
    ] = ()


class FetchSection(Section, frozen=True):
    """``pokename fetch``."""

    source: Annotated[
        Literal["pokeapi", "bundled"],
        "pokeapi is the API; bundled is the facts in the package, without network access.",
    ] = "pokeapi"
    base_url: Annotated[Address, "Address of the API or of a mirror."] = (
        "https://pokeapi.co/api/v2/"
    )
    language: Annotated[Text, "Language code of the flavor texts in the API."] = "en"
    workers: Annotated[int, Meta(ge=1, le=64), "Number of parallel requests."] = 8
    timeout: Annotated[
        float, Meta(gt=0, le=600), "Seconds to wait for an answer before an attempt fails."
    ] = 15.0
    attempts: Annotated[
        int, Meta(ge=1, le=20), "Attempts for each page, with growing waits between them."
    ] = 8
    allow_missing: Annotated[Count, "Number of species that may be missing."] = 0


class PreprocessSection(Section, frozen=True):
    """``pokename preprocess``."""

    split: Annotated[
        Literal["family", "generation"],
        "What is held out: evolution families, or all of generations viii and ix.",
    ] = "family"
    val_share: Annotated[SomeShare, "Share of the families in val."] = 0.1
    test_share: Annotated[SomeShare, "Share of the families in test."] = 0.1
    prompts_per_species: Annotated[
        int, Meta(ge=0, le=100), "Number of short prompts composed from the facts of each species."
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
    revision: Annotated[
        Text | None, "Commit, branch or tag of a hub model; null takes the newest commit."
    ] = None
    fallback: Annotated[
        Text | None, "Base to use, with a warning, if the hub fails; null raises an error instead."
    ] = "bundled"


class LoraSection(Section, frozen=True):
    """LoRA: small matrices beside the base's layers are trained instead of the base's weights."""

    rank: Annotated[
        Positive | None, "Rank of the LoRA matrices, such as 8; null trains all weights."
    ] = None
    alpha: Annotated[float, Meta(gt=0), "The LoRA matrices are scaled by alpha / rank."] = 16.0
    targets: Annotated[
        tuple[Text, ...],
        Takes("a list of names of layers"),
        "Layers with LoRA matrices, such as c_attn or q_proj; [] means all but the output layer.",
    ] = ()


class TrainSection(Section, frozen=True):
    """``pokename train``."""

    run: Annotated[FolderName, "Name of the run. The model goes to models/<run>."] = "default"
    model: Annotated[BaseModelSection, "The model that training starts from."] = BaseModelSection()
    seed: Annotated[Seed | None, "Random seed of the training; null takes `seed`."] = None
    device: Annotated[Device, "auto uses cuda if there is one, else mps, else cpu."] = "auto"
    precision: Annotated[
        Literal["auto", "fp32", "bf16"], "auto uses bf16 on a GPU that supports it, else fp32."
    ] = "auto"
    compile: Annotated[
        bool, "Compile the model with torch.compile, which makes the first steps slow."
    ] = False
    lora: Annotated[LoraSection, "Train small matrices instead of all weights."] = LoraSection()
    epochs: Annotated[float, Meta(gt=0, le=1000), "Number of passes over the training data."] = 1.0
    max_steps: Annotated[
        Positive | None, "Maximum number of training steps; null lets epochs decide."
    ] = None
    batch_size: Annotated[Positive, "Number of examples in each batch on one device."] = 16
    gradient_accumulation: Annotated[Positive, "Number of batches for each optimizer step."] = 1
    gradient_checkpointing: Annotated[
        bool, "Compute activations again for the gradients, to save memory; steps are slower."
    ] = False
    loader_workers: Annotated[
        int, Meta(ge=0, le=64), "Processes that prepare batches; 0 prepares them between the steps."
    ] = 0
    learning_rate: Annotated[float, Meta(gt=0, le=1), "Peak learning rate, after the warm-up."] = (
        1e-4
    )
    schedule: Annotated[
        Literal["cosine", "linear", "constant"], "How the learning rate decays after the warm-up."
    ] = "cosine"
    warmup_share: Annotated[Share, "Length of the warm-up, as a share of all steps."] = 0.05
    weight_decay: Annotated[Share, "Weight decay of AdamW."] = 0.01
    max_grad_norm: Annotated[float, Meta(gt=0), "Gradients are clipped to this norm."] = 1.0
    max_tokens: Annotated[
        int,
        Meta(ge=16, le=1024),
        "Maximum number of tokens in an example. A longer description is cut at its end; the "
        "source words and the name are never cut.",
    ] = 128
    plan_share: Annotated[
        float,
        Meta(ge=0, le=1),
        "Of the examples with known source words, the share that gets a plan before the name.",
    ] = 0.5
    unprompted_share: Annotated[
        Share,
        "Share of examples without a description. They teach what names look like in general.",
    ] = 0.1
    evaluations_per_epoch: Annotated[
        Positive, "Number of validations and checkpoints in each epoch."
    ] = 2
    patience: Annotated[
        Positive, "Training stops after this many validations without a better loss."
    ] = 3


class TrackingSection(Section, frozen=True):
    """The tracker of train and evaluate. API keys and servers come only from the environment."""

    mode: Annotated[
        Literal["disabled", "offline", "online"],
        "offline writes the tracker's files beside the run, without an account.",
    ] = "disabled"
    tracker: Annotated[
        Literal["wandb", "mlflow"],
        "Weights & Biases (WANDB_API_KEY), or MLflow (MLFLOW_TRACKING_URI).",
    ] = "wandb"
    project: Annotated[Text, "The wandb project, or the MLflow experiment."] = "pokename"


class PathsSection(Section, frozen=True):
    """Folders, relative to the working folder."""

    data: Annotated[Folder, "Raw, interim and processed data."] = Path("data")
    models: Annotated[Folder, "Trained models, one folder for each run."] = Path("models")
    reports: Annotated[Folder, "Metrics, the report and its figures."] = Path("reports")
    cache: Annotated[
        Folder | None, "Folder of cached API answers; null means the platform's cache folder."
    ] = None

    def layout(self) -> Layout:
        """Return the paths of a project's files below these folders."""
        return Layout(self.data, self.models, self.reports, self.cache)


class Config(Section, frozen=True):
    """The whole config; each command uses its own section."""

    seed: Annotated[Seed, "Random seed of splits, prompts, training and sampling."] = 7
    paths: Annotated[PathsSection, "Folders of the project."] = PathsSection()
    fetch: Annotated[FetchSection, "Fetching the Pokédex."] = FetchSection()
    preprocess: Annotated[PreprocessSection, "Making splits from the texts."] = PreprocessSection()
    train: Annotated[TrainSection, "Training a model on the splits."] = TrainSection()
    evaluate: Annotated[EvaluateSection, "Measuring a model."] = EvaluateSection()
    generate: Annotated[GenerateSection, "Generating names for a description."] = GenerateSection()
    serve: Annotated[ServeSection, "Serving names on a page and by HTTP."] = ServeSection()
    tracking: Annotated[TrackingSection, "The tracker of train and evaluate."] = TrackingSection()

    @property
    def training_seed(self) -> int:
        """The seed of the training: ``train.seed``, or ``seed`` if that is None."""
        return self.seed if self.train.seed is None else self.train.seed
