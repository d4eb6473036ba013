"""Read the records of an offline run of Weights & Biases, for tests."""

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BLOCK, HEADER, RECORD_HEADER = 32768, 7, 7  # bytes in a .wandb file, a LevelDB log


def records(path: Path) -> Iterator[Any]:
    """Yield the records of a .wandb file, in order."""
    from wandb.proto.wandb_internal_pb2 import Record  # type: ignore[attr-defined]

    told, place, parts = path.read_bytes(), HEADER, b""
    while place + RECORD_HEADER <= len(told):
        if BLOCK - place % BLOCK < RECORD_HEADER:  # the rest of the block is too short for a header
            place += BLOCK - place % BLOCK
            continue
        _, length, kind = struct.unpack("<IHB", told[place : place + RECORD_HEADER])
        parts += told[place + RECORD_HEADER : place + RECORD_HEADER + length]
        place += RECORD_HEADER + length
        if kind in {1, 4}:  # a whole record, or its last part
            record = Record()
            record.ParseFromString(parts)
            yield record
            parts = b""


def config_of(told: list[Any]) -> dict[str, Any]:
    return {
        item.key or item.nested_key[0]: json.loads(item.value_json)
        for record in told
        for item in record.run.config.update
    }


def history_of(told: list[Any], key: str) -> list[Any]:
    return [
        json.loads(item.value_json)
        for record in told
        for item in record.history.item
        if key in (item.key, *item.nested_key)
    ]


def summary_of(told: list[Any]) -> dict[str, Any]:
    return {
        item.key or item.nested_key[0]: json.loads(item.value_json)
        for record in told
        for item in record.summary.update
    }


def artifacts_of(told: list[Any]) -> dict[str, Any]:
    return {record.artifact.name: record.artifact for record in told if record.artifact.name}
