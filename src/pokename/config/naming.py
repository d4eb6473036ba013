"""The sections of a model in use: what it gives, and how good that is."""

from typing import Annotated, Literal

from msgspec import Meta

from pokename.config.fields import Address, Count, Positive, Section, Takes, Text


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


class ServeSection(Section, frozen=True):
    """``pokename serve``."""

    host: Annotated[Text, "Address to listen at; 0.0.0.0 lets other machines in."] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535), "Port to listen at; 0 takes a free one."] = 8000
    model: Annotated[Text, "'bundled', or a run's folder such as models/default."] = "bundled"
    threads: Annotated[Positive | None, "Answers worked on at once; null takes one a core."] = None
    queue: Annotated[Count, "Requests that may wait; one more is told to come again (429)."] = 64
    timeout: Annotated[float, Meta(gt=0), "Seconds that an answer may take (504)."] = 20.0
    max_body: Annotated[Positive, "Bytes of the largest request body (413)."] = 1_000_000
    allow_origins: Annotated[
        tuple[Address, ...],
        Takes("a list of http:// or https:// addresses"),
        "Sites whose scripts may use the API (CORS); none by default.",
    ] = ()
