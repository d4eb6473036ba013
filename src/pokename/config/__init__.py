"""The config: a strict schema, and the source of each value."""

from pokename.config.describing import SchemaRow, flatten, schema_rows
from pokename.config.resolving import Resolved, load_config, why_not
from pokename.config.schema import (
    BaseModelSection,
    Config,
    EvaluateSection,
    FetchSection,
    GenerateSection,
    PathsSection,
    PreprocessSection,
    ServeSection,
    TrackingSection,
    TrainSection,
)

__all__ = [
    "BaseModelSection",
    "Config",
    "EvaluateSection",
    "FetchSection",
    "GenerateSection",
    "PathsSection",
    "PreprocessSection",
    "Resolved",
    "SchemaRow",
    "ServeSection",
    "TrackingSection",
    "TrainSection",
    "flatten",
    "load_config",
    "schema_rows",
    "why_not",
]
