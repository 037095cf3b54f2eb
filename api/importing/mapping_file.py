"""Reads a mapping file: YAML in which every scalar is text, so `15:00` and `No` mean themselves."""

import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from api.importing.mapping import Mapping
from api.importing.problems import MappingProblem

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,60}")
CURRENCY = re.compile(r"[A-Z]{3}")
LATEST_CUTOVER = 12


class _TextLoader(yaml.BaseLoader):
    """Leaves every scalar a text, and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A dictionary of the node; the plain loader would let the later key win in silence."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for position, key in enumerate(keys):
            if key in keys[:position]:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", node.value[position][0].start_mark
                )
        return super().construct_mapping(node, deep)


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file.

    Raises MappingProblem naming the file and the key when it cannot be read, is not YAML, has an unknown
    or missing key, or a value of the wrong kind.
    """
    try:
        document = yaml.load(path.read_text("utf-8"), _TextLoader)  # noqa: S506 - texts only
        mapping = msgspec.convert(document, Mapping, strict=False)
    except OSError as error:
        raise MappingProblem(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise MappingProblem(path, "a mapping file is written in UTF-8") from error
    except yaml.YAMLError as error:
        raise MappingProblem(path, f"not valid YAML: {' '.join(str(error).split())}") from error
    except msgspec.ValidationError as error:
        raise MappingProblem(path, _explain(str(error))) from error
    _check_outlet(path, mapping)
    return mapping


def _explain(message: str) -> str:
    """A message of msgspec with the key in front: `lines.price: object contains unknown field`."""
    text, _, place = message.partition(" - at `")
    key = place.removesuffix("`").removeprefix("$").lstrip(".")
    return f"{key}: {text}" if key else text


def _check_outlet(path: Path, mapping: Mapping) -> None:
    if mapping.name and not NAME.fullmatch(mapping.name):
        raise MappingProblem(path, f"name: {mapping.name!r} must match {NAME.pattern}")
    outlet = mapping.outlet
    if outlet is None:
        return
    if not CURRENCY.fullmatch(outlet.currency):
        raise MappingProblem(path, f"outlet.currency: {outlet.currency!r} must be three capitals")
    if not 0 <= outlet.cutover_hour <= LATEST_CUTOVER:
        raise MappingProblem(path, f"outlet.cutover_hour: must be 0 to {LATEST_CUTOVER}")
    check_zone(path, "outlet.zone", outlet.zone)


def check_zone(path: Path | str, key: str, zone: str) -> ZoneInfo:
    """The zone of a name such as Asia/Kolkata. Raises MappingProblem when there is none."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MappingProblem(path, f"{key}: there is no time zone {zone!r}") from error
