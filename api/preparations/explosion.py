"""What parts come to in ingredients, in exact fractions. No database here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple
from uuid import UUID


class Part(NamedTuple):
    """So much of an ingredient or of a preparation, in base units.

    `yield_percent` of it is left when trimmed and cooked: 100 at a yield of 80 takes 125.
    """

    ingredient_id: UUID | None
    preparation_id: UUID | None
    quantity: Decimal
    yield_percent: Decimal


class Batch(NamedTuple):
    """A preparation: what goes in, what comes out, and what it is kept in stock as, if it is."""

    code: str
    output: Decimal
    parts: Sequence[Part]
    stocked_as: UUID | None = None


def flat(parts: Sequence[Part], batches: Mapping[UUID, Batch]) -> dict[UUID, Fraction]:
    """Base units of each ingredient that parts take. Explosion stops at what is kept in stock."""
    each: dict[UUID, dict[UUID, Fraction]] = {}
    for one in inner_first(preparations_of(parts), batches):
        batch = batches[one]
        if batch.stocked_as is not None:
            each[one] = {batch.stocked_as: Fraction(1)}
        else:
            taken = _sum(batch.parts, each)
            each[one] = {key: value / Fraction(batch.output) for key, value in taken.items()}
    return _sum(parts, each)


def circle(start: UUID, batches: Mapping[UUID, Batch]) -> list[str]:
    """Codes of the way from a preparation back to itself, the shortest; empty when there is none."""
    reached_from: dict[UUID, UUID] = {}
    edge = [start]
    while edge:
        following = []
        for one in edge:
            for inner in preparations_of(batches[one].parts):
                if inner == start:
                    return _way(start, one, reached_from, batches)
                if inner not in reached_from:
                    reached_from[inner] = one
                    following.append(inner)
        edge = following
    return []


def users(inner: UUID, batches: Mapping[UUID, Batch]) -> set[UUID]:
    """The preparation itself and every one that has it inside, through others too."""
    found = {inner}
    grown = True
    while grown:
        more = {
            key
            for key, batch in batches.items()
            if found.intersection(preparations_of(batch.parts))
        }
        grown = not more <= found
        found |= more
    return found


def _way(
    start: UUID, last: UUID, reached_from: Mapping[UUID, UUID], batches: Mapping[UUID, Batch]
) -> list[str]:
    way = [start, last] if last != start else [start]
    while way[-1] != start:
        way.append(reached_from[way[-1]])
    if last == start:
        way.append(start)
    return [batches[one].code for one in reversed(way)]


def preparations_of(parts: Iterable[Part]) -> list[UUID]:
    """Preparations that parts name."""
    return [part.preparation_id for part in parts if part.preparation_id is not None]


def inner_first(wanted: Sequence[UUID], batches: Mapping[UUID, Batch]) -> list[UUID]:
    """Preparations, each after what it is made of; without recursion, however deep they nest."""
    done: dict[UUID, None] = {}
    stack = list(wanted)
    while stack:
        one = stack[-1]
        inner = [] if batches[one].stocked_as else preparations_of(batches[one].parts)
        missing = [key for key in inner if key not in done]
        if missing:
            stack.extend(missing)
        else:
            done.setdefault(stack.pop())
    return list(done)


def _sum(
    parts: Sequence[Part], each: Mapping[UUID, Mapping[UUID, Fraction]]
) -> dict[UUID, Fraction]:
    total: dict[UUID, Fraction] = defaultdict(Fraction)
    for part in parts:
        taken = Fraction(part.quantity) * 100 / Fraction(part.yield_percent)
        if part.ingredient_id is not None:
            total[part.ingredient_id] += taken
        elif part.preparation_id is not None:
            for key, value in each[part.preparation_id].items():
                total[key] += taken * value
    return dict(total)
