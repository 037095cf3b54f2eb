"""The fields a typed body or query has, at any depth, and bodies with one of them set."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from msgspec import inspect

ITEM = "*"
"""Stands for the place in a list."""


@dataclass(frozen=True)
class Field:
    """A plain value somewhere in a body: the names that lead to it, and its type."""

    path: tuple[str, ...]
    kind: inspect.Type

    @property
    def name(self) -> str:
        """The last name; that of the list for an item of one."""
        return next(part for part in reversed(self.path) if part != ITEM)


def fields(kind: Any) -> list[Field]:
    """Every plain field of a struct; none for None."""
    return [] if kind is None else list(_walk(inspect.type_info(kind), ()))


def put(body: Any, path: tuple[str, ...], value: Any) -> Any:
    """A copy of a body with a value at a place; what leads there is made if it is missing."""
    head, *rest = path
    if head == ITEM:
        items = copy.deepcopy(body) if isinstance(body, list) and body else [None]
        items[0] = put(items[0], tuple(rest), value) if rest else value
        return items
    made = copy.deepcopy(body) if isinstance(body, dict) else {}
    made[head] = put(made.get(head), tuple(rest), value) if rest else value
    return made


def places(body: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to every object in a body, itself included; of a list, to its first item."""
    if isinstance(body, dict):
        yield path
        for name, value in body.items():
            yield from places(value, (*path, name))
    elif isinstance(body, list) and body:
        yield from places(body[0], (*path, ITEM))


def _walk(kind: inspect.Type, path: tuple[str, ...]) -> Iterator[Field]:
    if isinstance(kind, inspect.Metadata):
        yield from _walk(kind.type, path)
    elif isinstance(kind, inspect.StructType):
        for field in kind.fields:
            yield from _walk(field.type, (*path, field.encode_name))
    elif isinstance(kind, inspect.UnionType):
        for choice in kind.types:
            yield from _walk(choice, path)
    elif isinstance(kind, inspect.ListType):
        yield from _walk(kind.item_type, (*path, ITEM))
    elif not isinstance(kind, inspect.NoneType):
        yield Field(path, kind)
