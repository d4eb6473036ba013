"""The config: a strict schema, and where each value of it came from."""

from pokename.config.describing import SchemaRow, flatten, schema_rows
from pokename.config.naming import EvaluateSection, GenerateSection, ServeSection
from pokename.config.pipeline import (
    BaseModelSection,
    FetchSection,
    PreprocessSection,
    TrackingSection,
    TrainSection,
)
from pokename.config.resolving import Resolved, load_config
from pokename.config.schema import Config, PathsSection

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
]
