"""Every key of the config: what it takes, its default, what it means.

The defaults are those of ``configs/base.yaml``, which a test holds. Values are read as JSON in
pydantic's strict mode: an integer will do for a number, but neither text nor a boolean will.
"""

from pathlib import Path

from pydantic import Field

from pokename.config.fields import Folder, Section
from pokename.config.naming import EvaluateSection, GenerateSection
from pokename.config.pipeline import FetchSection, PreprocessSection, TrackingSection, TrainSection


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
