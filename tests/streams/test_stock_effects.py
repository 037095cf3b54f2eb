"""The stock effects against a model in Decimal, through PostgreSQL."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection

from chitrail.errors import InvalidInput
from chitrail.events import LineIngredient, OrderCompleted, StockDocumentRecorded
from streams.effects.stock import apply_document, deduct_order
from tests.support.kitchen import Kitchen, wrapped

INGREDIENTS = 3
QUANTITIES = st.decimals("0.001", "5000", places=3)
AMOUNTS = st.dictionaries(st.integers(0, INGREDIENTS - 1), QUANTITIES, min_size=1)
DOCUMENTS = st.tuples(st.sampled_from(["OPENING", "RECEIPT", "WASTE"]), AMOUNTS)
ORDERS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 40)), min_size=1, max_size=4)


@dataclass
class Model:
    """Stock as a cook would count it: on hand, and how often we cried that it is low."""

    reorder: dict[UUID, Decimal]
    on_hand: dict[UUID, Decimal] = field(default_factory=dict)
    low: set[UUID] = field(default_factory=set)
    cries: list[tuple[UUID, Decimal]] = field(default_factory=list)

    def move(self, amounts: dict[UUID, Decimal]) -> None:
        for ingredient, quantity in amounts.items():
            left = self.on_hand.get(ingredient, Decimal(0)) + quantity
            self.on_hand[ingredient] = left
            if left > self.reorder[ingredient]:
                self.low.discard(ingredient)
            elif ingredient not in self.low:
                self.low.add(ingredient)
                self.cries.append((ingredient, left))


@pytest.fixture(scope="module")
def sql(module_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


Apply = Callable[..., None]


@pytest.fixture(scope="module")
def apply(module_database_url: str) -> Iterator[Apply]:
    """Runs an effect in one transaction, as the delivery does, and returns when it has committed."""
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with asyncio.Runner() as runner:
        connection = runner.run(AsyncConnection.connect(url, autocommit=True))

        async def transact(event: Any, event_id: UUID) -> None:
            async with connection.transaction():
                if isinstance(event, OrderCompleted):
                    await deduct_order(
                        connection, wrapped(event, event.order_id, event_id=event_id), event
                    )
                else:
                    await apply_document(
                        connection, wrapped(event, event.document_id, event_id=event_id), event
                    )

        yield lambda event, event_id=None: runner.run(transact(event, event_id or uuid4()))
        runner.run(connection.close())


def cries(sql: psycopg.Connection[Any], outlet: str) -> list[tuple[UUID, Decimal]]:
    rows = sql.execute(
        "SELECT envelope -> 'data' ->> 'ingredient_id', envelope -> 'data' ->> 'on_hand'"
        " FROM outbox WHERE outlet_id = %s AND topic = 'inventory.low_stock' ORDER BY id",
        (outlet,),
    ).fetchall()
    return [(UUID(ingredient), Decimal(on_hand)) for ingredient, on_hand in rows]


def levels(sql: psycopg.Connection[Any], outlet: str) -> dict[UUID, tuple[Decimal, bool]]:
    rows = sql.execute(
        "SELECT ingredient_id, on_hand, is_low FROM stock_levels WHERE outlet_id = %s", (outlet,)
    ).fetchall()
    return {ingredient: (on_hand, is_low) for ingredient, on_hand, is_low in rows}


def negated(amounts: dict[UUID, Decimal], factor: int = 1) -> dict[UUID, Decimal]:
    return {ingredient: -quantity * factor for ingredient, quantity in amounts.items()}


def outlet_name() -> str:
    return f"o{uuid4().hex[:20]}"


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    reorder=st.lists(
        st.decimals("0", "2000", places=3), min_size=INGREDIENTS, max_size=INGREDIENTS
    ),
    recipes=st.lists(AMOUNTS, min_size=3, max_size=3),
    acts=st.lists(st.one_of(DOCUMENTS, ORDERS), min_size=1, max_size=8),
)
def test_ledger_levels_and_cries_equal_the_model(
    sql: psycopg.Connection[Any],
    apply: Apply,
    reorder: list[Decimal],
    recipes: list[dict[int, Decimal]],
    acts: list[Any],
) -> None:
    kitchen = Kitchen(sql, outlet_name())
    stuff = [kitchen.ingredient(level).id for level in reorder]
    model = Model(dict(zip(stuff, reorder, strict=True)))
    dishes = [kitchen.dish({stuff[i]: q for i, q in recipe.items()}) for recipe in recipes]
    dishes.append(kitchen.dish())
    for act in acts:
        event: OrderCompleted | StockDocumentRecorded
        total: dict[UUID, Decimal] = {}
        if isinstance(act, tuple):
            kind, amounts = act
            total = {stuff[i]: quantity for i, quantity in amounts.items()}
            event = kitchen.document(kind, total)
            total = negated(total) if kind == "WASTE" else total
        else:
            portions = [(dishes[number], quantity) for number, quantity in act]
            event = kitchen.completed(kitchen.order(), portions)
            for dish, quantity in portions:
                for ingredient, amount in negated(dish.recipe, quantity).items():
                    total[ingredient] = total.get(ingredient, Decimal(0)) + amount
        apply(event)
        model.move(total)
        apply(event)  # the same fact under another event id moves nothing
    assert levels(sql, kitchen.outlet) == {
        ingredient: (on_hand, ingredient in model.low)
        for ingredient, on_hand in model.on_hand.items()
    }
    assert sorted(cries(sql, kitchen.outlet)) == sorted(model.cries)
    folded = sql.execute(
        "SELECT ingredient_id, sum(quantity) FROM stock_movements WHERE outlet_id = %s GROUP BY 1",
        (kitchen.outlet,),
    ).fetchall()
    assert dict(folded) == model.on_hand


def test_low_stock_is_said_once_a_crossing(sql: psycopg.Connection[Any], apply: Apply) -> None:
    kitchen = Kitchen(sql, outlet_name())
    rice = kitchen.ingredient(reorder_level="100").id
    for kind, amount in (
        ("OPENING", 150),
        ("WASTE", 40),  # 110
        ("WASTE", 10),  # 100: at the level counts
        ("WASTE", 10),  # 90: said already
        ("RECEIPT", 10),  # 100: still low
        ("RECEIPT", 1),  # 101: above again
        ("WASTE", 1),  # 100: said a second time
    ):
        apply(kitchen.document(kind, {rice: Decimal(amount)}))
    assert cries(sql, kitchen.outlet) == [(rice, Decimal(100)), (rice, Decimal(100))]
    sequences = sql.execute(
        "SELECT sequence FROM outbox WHERE aggregate_id = %s ORDER BY id", (str(rice),)
    ).fetchall()
    assert sequences == [(1,), (2,)]


@pytest.mark.parametrize("quantity", ["0", "-1", "NaN", "Infinity", "1e400", "0.0001", "two", ""])
def test_impossible_quantities_are_refused_and_move_nothing(
    sql: psycopg.Connection[Any], apply: Apply, quantity: str
) -> None:
    kitchen = Kitchen(sql, outlet_name())
    rice = kitchen.ingredient().id
    good = kitchen.document("RECEIPT", {rice: Decimal(5)})
    line = good.lines[0].__class__(ingredient_id=rice, quantity=quantity, unit="g")
    bad = good.__class__(
        **{name: getattr(good, name) for name in good.__struct_fields__} | {"lines": [line]}
    )
    with pytest.raises(InvalidInput):
        apply(bad)
    assert levels(sql, kitchen.outlet) == {}


def test_stock_of_another_outlet_cannot_be_moved(
    sql: psycopg.Connection[Any], apply: Apply
) -> None:
    ours, theirs = Kitchen(sql, outlet_name()), Kitchen(sql, outlet_name())
    rice = theirs.ingredient().id
    dish = theirs.dish({rice: Decimal(5)})
    with pytest.raises(InvalidInput, match="recipe"):
        apply(ours.completed(ours.order(), [(dish, 1)]))
    with pytest.raises(InvalidInput, match="kept in"):
        apply(ours.document("WASTE", {rice: Decimal(5)}))
    with pytest.raises(InvalidInput, match="no completed order"):
        apply(ours.completed(theirs.order(), []))
    assert levels(sql, theirs.outlet) == {}


def changed(event: OrderCompleted, *changes: tuple[UUID, str, str]) -> OrderCompleted:
    """The event with what the modifiers of its first line change: ingredient, quantity, unit."""
    told = [LineIngredient(ingredient_id=i, quantity=q, unit=u) for i, q, u in changes]
    first, *rest = event.lines
    return msgspec.structs.replace(
        event, lines=[msgspec.structs.replace(first, ingredients=told), *rest]
    )


def test_modifiers_change_what_is_taken(sql: psycopg.Connection[Any], apply: Apply) -> None:
    kitchen = Kitchen(sql, outlet_name())
    rice, onion, salt = (kitchen.ingredient().id for _ in range(3))
    dish = kitchen.dish({rice: Decimal("80.5"), onion: Decimal(20)})
    order = kitchen.completed(kitchen.order(), [(dish, 3), (dish, 1)])
    apply(changed(order, (onion, "-20.000", "g"), (salt, "0.125", "g"), (rice, "-0.5", "g")))
    taken = {ingredient: level for ingredient, (level, _) in levels(sql, kitchen.outlet).items()}
    assert taken == {rice: Decimal("-320.5"), onion: Decimal(-20), salt: Decimal("-0.375")}
    nothing = kitchen.completed(kitchen.order(), [(kitchen.dish({salt: Decimal(1)}), 2)])
    apply(changed(nothing, (salt, "-1.000", "g")))
    assert levels(sql, kitchen.outlet)[salt][0] == Decimal("-0.375")


@pytest.mark.parametrize(
    ("quantity", "unit", "complaint"),
    [("-20.001", "g", "left out"), ("1", "ml", "kept in"), ("0.0001", "g", "not a quantity")],
)
def test_modifiers_that_cannot_be_move_nothing(
    sql: psycopg.Connection[Any], apply: Apply, quantity: str, unit: str, complaint: str
) -> None:
    kitchen, other = Kitchen(sql, outlet_name()), Kitchen(sql, outlet_name())
    onion, theirs = kitchen.ingredient().id, other.ingredient().id
    order = kitchen.completed(kitchen.order(), [(kitchen.dish({onion: Decimal(20)}), 1)])
    with pytest.raises(InvalidInput, match=complaint):
        apply(changed(order, (onion, quantity, unit)))
    with pytest.raises(InvalidInput, match="kept in"):
        apply(changed(order, (theirs, "1", "g")))
    assert levels(sql, kitchen.outlet) == levels(sql, other.outlet) == {}
