"""The OpenAPI 3.1 description of the API, made from its schemas."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.json import schema_components

from pokename.web import schemas

PREFIX = "/api/v1"


class Operation(NamedTuple):
    """An operation of the API.

    Attributes:
        path: The path below ``PREFIX``.
        about: What the operation does, in one sentence.
        answer: The type of the answer.
        request: The type of the JSON body; None if there is no body.
        examples: Example requests, by title.
        by_query: Whether a GET with the request in the query is answered too.
    """

    path: str
    about: str
    answer: type[Struct]
    request: type[Struct] | None = None
    examples: Mapping[str, dict[str, Any]] = MappingProxyType({})
    by_query: bool = False


OPERATIONS = (
    Operation(
        "generate",
        "Names for a creature, best first.",
        schemas.NamesAnswer,
        schemas.GenerateRequest,
        {
            "ten names": {"description": "a fiery lizard", "seed": 7},
            "within limits": {
                "description": "tiny electric mouse",
                "n": 3,
                "max_length": 8,
                "syllables": [2, 3],
                "mood": "cute",
            },
            "of two source words": {"description": "a fiery lizard", "roots": ["ember", "gecko"]},
        },
        by_query=True,
    ),
    Operation(
        "line",
        "Evolution lines: all names of a line express the same word of the description.",
        schemas.LinesAnswer,
        schemas.LineRequest,
        {
            "three stages": {"description": "a fiery lizard", "stages": 3, "n": 2},
            "continuing from a name": {
                "description": "a fiery lizard",
                "stages": 2,
                "n": 1,
                "evolves_from": "Emblet",
            },
        },
    ),
    Operation(
        "score",
        "How well your own names fit a creature.",
        schemas.ScoreAnswer,
        schemas.ScoreRequest,
        {"two ideas": {"description": "a fiery lizard", "names": ["Emberzard", "Flamander"]}},
    ),
    Operation(
        "explain",
        "What your own name seems to be made of, and why a gate would refuse it.",
        schemas.ExplainAnswer,
        schemas.ExplainRequest,
        {"a taken name": {"description": "a fiery lizard", "name": "Charizard"}},
    ),
    Operation(
        "dex",
        "Names for several creatures, no two of them alike.",
        schemas.DexAnswer,
        schemas.DexRequest,
        {
            "two creatures": {
                "rows": [
                    {"key": "1", "description": "a fiery lizard"},
                    {"key": "2", "description": "a fiery newt", "max_length": 8},
                ],
                "taken": ["Pyreptile"],
            }
        },
    ),
    Operation("models", "The models that are served.", schemas.ModelsAnswer),
    Operation("health", "Whether the process is alive.", schemas.Status),
    Operation("readiness", "Whether the server is ready; 503 if not.", schemas.Status),
)
PROBLEMS = {
    "400": "The body isn't JSON.",
    "413": "The body is too large.",
    "415": "The Content-Type isn't JSON.",
    "422": "The request is invalid.",
    "429": "Too many requests; Retry-After says when to try again.",
    "504": "The answer takes too long.",
}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document of the whole API."""
    from pokename import __version__

    kinds = [kind for one in OPERATIONS for kind in (one.answer, one.request) if kind]
    kinds += [schemas.Problem, schemas.TableAnswer]
    _, components = schema_components(kinds, ref_template="#/components/schemas/{name}")
    paths: dict[str, Any] = {f"{PREFIX}/{one.path}": _path(one) for one in OPERATIONS}
    paths[f"{PREFIX}/dex/table"] = {"post": _table()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "pokename", "version": __version__},
        "paths": paths,
        "components": {"schemas": components},
    }


def _path(operation: Operation) -> dict[str, Any]:
    described = {
        "operationId": operation.path,
        "summary": operation.about,
        "responses": _responses(operation.answer, asked=operation.request is not None),
    }
    if operation.request is None:
        return {"get": described}
    examples = {name: {"value": value} for name, value in operation.examples.items()}
    content = {"application/json": {"schema": _ref(operation.request), "examples": examples}}
    post = {**described, "requestBody": {"required": True, "content": content}}
    if not operation.by_query:
        return {"post": post}
    get = {
        **described,
        "operationId": f"{operation.path}-by-query",
        "parameters": _parameters(operation.request),
    }
    return {"post": post, "get": get}


def _parameters(request: type[Struct]) -> list[dict[str, Any]]:
    """Return the keys of a request as query parameters; a list is a repeated parameter."""
    _, components = schema_components([request], ref_template="#/components/schemas/{name}")
    keys: dict[str, Any] = components[request.__name__]["properties"]
    example = {"description": "a fiery lizard"}
    return [
        {"name": key, "in": "query", "schema": schema}
        | ({"example": example[key]} if key in example else {})
        for key, schema in keys.items()
    ]


def _table() -> dict[str, Any]:
    example = (
        "id,description,type,size\n1,a fiery lizard,fire,small\n2,a sleepy bear,normal,large\n"
    )
    content = {"schema": {"type": "string"}, "examples": {"two rows": {"value": example}}}
    return {
        "operationId": "dex-table",
        "summary": "Read a CSV table of creatures into rows for dex.",
        "requestBody": {"required": True, "content": {"text/csv": content}},
        "responses": _responses(schemas.TableAnswer, asked=True),
    }


def _responses(answer: type[Struct], *, asked: bool) -> dict[str, Any]:
    good = {"200": {"description": "The answer.", "content": _content("application/json", answer)}}
    problem = _content("application/problem+json", schemas.Problem)
    bad = {code: {"description": why, "content": problem} for code, why in PROBLEMS.items()}
    return good | (bad if asked else {})


def _content(media_type: str, kind: type[Struct]) -> dict[str, Any]:
    return {media_type: {"schema": _ref(kind)}}


def _ref(kind: type[Struct]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}
