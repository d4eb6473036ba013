"""The sections of the pipeline, up to a model: fetch, preprocess, train, and what watches it."""

from typing import Annotated, Literal

from msgspec import Meta

from pokename.config.fields import (
    Address,
    Count,
    CrossCheckError,
    Device,
    FolderName,
    Positive,
    Section,
    Share,
    SomeShare,
    Text,
)


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
    """What watches train and evaluate; keys and servers are read from the environment alone."""

    mode: Annotated[
        Literal["disabled", "offline", "online"], "offline writes beside the run, without account."
    ] = "disabled"
    tracker: Annotated[
        Literal["wandb", "mlflow"],
        "Weights & Biases (WANDB_API_KEY), or MLflow (MLFLOW_TRACKING_URI).",
    ] = "wandb"
    project: Annotated[Text, "The project of wandb, the experiment of MLflow."] = "pokename"
