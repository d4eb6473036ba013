"""Every key of the config: what it takes, its default, what it means.

The defaults are those of ``configs/base.yaml``, which a test holds. Values are taken as strictly as
msgspec takes them: an integer will do for a number, but neither text nor a boolean will.
"""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from pokename.config.fields import Folder, Section
from pokename.config.naming import EvaluateSection, GenerateSection, ServeSection
from pokename.config.pipeline import FetchSection, PreprocessSection, TrackingSection, TrainSection


class PathsSection(Section, frozen=True):
    """Folders, relative to where the command runs."""

    data: Annotated[Folder, "Raw, interim and processed data."] = Path("data")
    models: Annotated[Folder, "Trained models, a folder a run."] = Path("models")
    reports: Annotated[Folder, "Metrics, the report and its figures."] = Path("reports")
    cache: Annotated[
        Folder | None, "API answers kept between fetches; null is the platform's cache folder."
    ] = None


class Config(Section, frozen=True):
    """The whole config; a step takes its own section."""

    seed: Annotated[int, Meta(ge=0, lt=2**32), "Of splits, prompts, training and sampling."] = 7
    paths: Annotated[PathsSection, "Folders."] = PathsSection()
    fetch: Annotated[FetchSection, "The Pokédex from the API."] = FetchSection()
    preprocess: Annotated[PreprocessSection, "Texts to splits."] = PreprocessSection()
    train: Annotated[TrainSection, "Splits to a model."] = TrainSection()
    evaluate: Annotated[EvaluateSection, "A model to metrics."] = EvaluateSection()
    generate: Annotated[GenerateSection, "A description to names."] = GenerateSection()
    serve: Annotated[ServeSection, "Names on a page and by HTTP."] = ServeSection()
    tracking: Annotated[TrackingSection, "Weights & Biases."] = TrackingSection()
