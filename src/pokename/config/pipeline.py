"""The sections of the pipeline, up to a model: fetch, preprocess, train, and what watches it."""

from typing import Literal, Self

from pydantic import Field, model_validator

from pokename.config.fields import Address, CrossCheckError, Device, FolderName, Section, Text


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


class TrackingSection(Section):
    """Weights & Biases; the key is read from WANDB_API_KEY and never stands here."""

    mode: Literal["disabled", "offline", "online"] = Field(
        default="disabled", description="offline writes a wandb run to the run's folder."
    )
    project: Text = Field(default="pokename", description="The project of wandb.")
