"""The sections of a model in use: what it gives, and how good that is."""

from typing import Annotated, Literal

from pydantic import Field

from pokename.config.fields import Section, Takes, Text


class EvaluateSection(Section):
    """``pokename evaluate``."""

    model: Text = Field(
        default="bundled", description="'bundled', or a run's folder such as models/default."
    )
    compare: Annotated[tuple[Text, ...], Takes("a list of models")] = Field(
        default=(), description="More models, 'bundled' or folders, in the same tables."
    )
    split: Literal["val", "test"] = Field(default="val", description="The split that is evaluated.")
    species: int | None = Field(
        default=None, ge=1, description="Species at the most, drawn at random; null takes all."
    )
    names_per_species: int = Field(
        default=10, ge=1, description="Names generated for each species."
    )
    many_prompts: int = Field(
        default=1000, ge=0, description="Prompts among which to count how many names are distinct."
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
        default=4, ge=1, le=1000, description="Sampled for each name asked for; the best are given."
    )
    max_length: int = Field(default=12, ge=3, le=30, description="Letters of the longest name.")
