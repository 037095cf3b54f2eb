"""Stock, lots and worth through the real effects on PostgreSQL, against a notebook of fractions."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from psycopg import AsyncConnection

from chitrail.events import DocumentLine, OrderCompleted, StockDocumentRecorded
from chitrail.reconcile.stock import STOCK_QUESTIONS
from streams.effects.stock import apply_document, deduct_order
from tests.support.kitchen import AT, DAY, Kitchen, wrapped

QUANTITIES = st.decimals("0.001", "50", places=3)
COSTS = st.none() | st.decimals("0", "5000", places=4)
LOTS = st.sampled_from(["", "", "A", "B"])
DATES = st.none() | st.integers(-2, 4).map(lambda days: DAY + timedelta(days=days))
ASKED = {"stock-levels", "stock-documents", "stock-worth", "stock-lots", "lot-movements"}
GRAIN = Fraction(1, 10_000)


@dataclass
class Pile:
    """A lot in the notebook; `nth` is when it first came."""

    code: str
    expires_on: date | None
    nth: int
    left: Fraction


@dataclass
class Shelf:
    """One ingredient: what a person would keep of it, in exact fractions."""

    piles: list[Pile] = field(default_factory=list)
    on_hand: Fraction = Fraction(0)
    value: Fraction = Fraction(0)
    average: Fraction = Fraction(0)
    came: int = 0

    def put(self, quantity: Fraction, cost: Fraction | None, code: str, until: date | None) -> None:
        worth = quantity * self.average if cost is None else cost
        owed = max(-self.on_hand, Fraction(0))
        settled = min(owed, quantity)
        if settled:
            self.value -= self.value * settled / owed
        self.value += worth * (quantity - settled) / quantity
        self.on_hand += quantity
        if self.on_hand > 0:
            self.average = self.value / self.on_hand
        elif cost is not None:
            self.average = worth / quantity
        same = [p for p in self.piles if (p.code, p.expires_on) == (code, until)]
        if not same:
            self.came += 1
            same = [Pile(code, until, self.came, Fraction(0))]
            self.piles += same
        same[0].left += quantity - settled

    def take(self, quantity: Fraction, *, expired_first: bool, code: str = "") -> None:
        there = max(min(quantity, self.on_hand), Fraction(0))
        self.value -= quantity * self.average
        self.on_hand -= quantity
        if self.on_hand == 0:
            self.value = Fraction(0)
        while there:
            full = [p for p in self.piles if p.left]
            named = [p for p in full if code and p.code == code]
            pile = min(named or full, key=lambda p: self._place(p, expired_first))
            part = min(pile.left, there)
            pile.left -= part
            there -= part

    @staticmethod
    def _place(pile: Pile, expired_first: bool) -> tuple[Any, ...]:
        past = pile.expires_on is not None and pile.expires_on < DAY and not expired_first
        return past, pile.expires_on is None, pile.expires_on or DAY, pile.nth


class Stock(RuleBasedStateMachine):
    """Acts of a day, each delivered once more under its id or another."""

    sql: psycopg.Connection[Any]
    runner: asyncio.Runner
    connection: AsyncConnection[Any]

    def __init__(self) -> None:
        super().__init__()
        self.kitchen = Kitchen(self.sql, f"o{uuid4().hex[:20]}")
        self.shelves = {self.kitchen.ingredient().id: Shelf() for _ in range(2)}
        self.ids = sorted(self.shelves)
        self.dish = self.kitchen.dish({i: Decimal("1.5") for i in self.ids})
        self.said: list[tuple[Any, UUID]] = []
        self.written: list[StockDocumentRecorded] = []
        self.acts = 0

    def tell(self, event: Any, event_id: UUID) -> None:
        async def apply() -> None:
            async with self.connection.transaction():
                if isinstance(event, OrderCompleted):
                    effect: Any = deduct_order
                else:
                    effect = apply_document
                await effect(self.connection, wrapped(event, self.ids[0], event_id=event_id), event)

        self.runner.run(apply())

    def document(self, kind: str, *lines: DocumentLine) -> UUID:
        """A document written and told; its id."""
        event = self.write(kind, *lines)
        self.once(event)
        return event.document_id

    def write(self, kind: str, *lines: DocumentLine) -> StockDocumentRecorded:
        """The rows of a document, and its event. Time passes, so that lots have an order."""
        self.acts += 1
        event = StockDocumentRecorded(
            document_id=uuid4(),
            outlet_id=self.kitchen.outlet,
            kind=kind,
            business_date=DAY,
            recorded_at=AT + timedelta(minutes=self.acts),
            lines=list(lines),
        )
        self.sql.execute(
            "INSERT INTO stock_documents (id, outlet_id, kind, business_date, recorded_by,"
            " recorded_at) VALUES (%s, %s, %s, %s, 'test', %s)",
            (event.document_id, self.kitchen.outlet, kind, DAY, event.recorded_at),
        )
        for line in lines:
            self.sql.execute(
                "INSERT INTO stock_document_lines (document_id, ingredient_id, quantity, lot_code,"
                " expires_on) VALUES (%s, %s, %s, %s, %s)",
                (
                    event.document_id,
                    line.ingredient_id,
                    line.quantity,
                    line.lot_code,
                    line.expires_on,
                ),
            )
        self.written.append(event)
        return event

    def once(self, event: Any) -> None:
        event_id = uuid4()
        self.tell(event, event_id)
        self.said.append((event, event_id))

    @rule(which=st.integers(0, 1), quantity=QUANTITIES, cost=COSTS, code=LOTS, until=DATES)
    def receive(
        self, which: int, quantity: Decimal, cost: Decimal | None, code: str, until: date | None
    ) -> None:
        ingredient = self.ids[which]
        line = DocumentLine(
            ingredient_id=ingredient,
            quantity=str(quantity),
            unit="g",
            value_paise=None if cost is None else str(cost),
            lot_code=code,
            expires_on=until,
        )
        document = self.document("RECEIPT", line)
        self.shelves[ingredient].put(
            Fraction(quantity),
            None if cost is None else Fraction(cost),
            code or f"{DAY:%y%m%d}-{document.hex[-8:]}",
            until,
        )

    @rule(portions=st.integers(1, 12))
    def sell(self, portions: int) -> None:
        self.once(self.kitchen.completed(self.kitchen.order(), [(self.dish, portions)]))
        for shelf in self.shelves.values():
            shelf.take(Fraction(3, 2) * portions, expired_first=False)

    @rule(which=st.integers(0, 1), quantity=QUANTITIES, code=LOTS)
    def throw_away(self, which: int, quantity: Decimal, code: str) -> None:
        ingredient = self.ids[which]
        self.document(
            "WASTE",
            DocumentLine(ingredient_id=ingredient, quantity=str(quantity), unit="g", lot_code=code),
        )
        self.shelves[ingredient].take(Fraction(quantity), expired_first=True, code=code)

    @rule(which=st.integers(0, 1), quantity=QUANTITIES)
    def count_less(self, which: int, quantity: Decimal) -> None:
        ingredient = self.ids[which]
        self.document(
            "COUNT", DocumentLine(ingredient_id=ingredient, quantity=str(-quantity), unit="g")
        )
        self.shelves[ingredient].take(Fraction(quantity), expired_first=False)

    @rule(used=QUANTITIES, made=QUANTITIES)
    def produce(self, used: Decimal, made: Decimal) -> None:
        raw, dough = self.ids
        document = self.document(
            "PRODUCTION",
            DocumentLine(ingredient_id=raw, quantity=str(-used), unit="g"),
            DocumentLine(ingredient_id=dough, quantity=str(made), unit="g"),
        )
        (worth,) = self.sql.execute(
            "SELECT -value_paise FROM stock_movements WHERE document_id = %s AND quantity < 0",
            (document,),
        ).fetchone() or (None,)
        assert abs(Fraction(worth) - Fraction(used) * self.shelves[raw].average) < 100 * GRAIN
        self.shelves[raw].take(Fraction(used), expired_first=False)
        code = f"{DAY:%y%m%d}-{document.hex[-8:]}"
        self.shelves[dough].put(Fraction(made), Fraction(worth), code, None)

    @rule(which=st.integers(0, 10_000), renamed=st.booleans())
    def hear_again(self, which: int, renamed: bool) -> None:
        """The same fact under another id moves nothing; under its own the ledger's key refuses it."""
        if not self.said:
            return
        event, event_id = self.said[which % len(self.said)]
        if renamed:
            self.tell(event, uuid4())
        else:
            with pytest.raises(psycopg.errors.UniqueViolation):
                self.tell(event, event_id)

    @invariant()
    def the_ledger_is_the_notebook(self) -> None:
        levels = self.sql.execute(
            "SELECT ingredient_id, on_hand, value_paise FROM stock_levels WHERE outlet_id = %s",
            (self.kitchen.outlet,),
        ).fetchall()
        for ingredient, on_hand, value in levels:
            shelf = self.shelves[ingredient]
            assert Fraction(on_hand) == shelf.on_hand
            drift = GRAIN * (self.acts + 5) * (1 + abs(shelf.on_hand))
            assert abs(Fraction(value) - shelf.value) <= drift, (value, float(shelf.value))
        lots = self.sql.execute(
            "SELECT ingredient_id, code, expires_on, remaining FROM stock_lots"
            " WHERE outlet_id = %s AND remaining > 0",
            (self.kitchen.outlet,),
        ).fetchall()
        assert {(i, code, until): Fraction(left) for i, code, until, left in lots} == {
            (i, pile.code, pile.expires_on): pile.left
            for i, shelf in self.shelves.items()
            for pile in shelf.piles
            if pile.left
        }

    def teardown(self) -> None:
        """The same questions as `chitrail reconcile` asks, of all outlets of the run."""
        for name, _, question in STOCK_QUESTIONS:
            if name in ASKED:
                wrong = [row for row in self.sql.execute(question) if row[1] != row[2]]
                assert wrong == [], name


@contextmanager
def plugged_in(url: str) -> Iterator[type[Stock]]:
    plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(plain, autocommit=True) as sql, asyncio.Runner() as runner:
        connection = runner.run(AsyncConnection.connect(plain, autocommit=True))
        machine = type("Stock", (Stock,), {"sql": sql, "runner": runner, "connection": connection})
        yield machine
        runner.run(connection.close())


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_and_thrice_the_same_is_on_hand_and_nothing_is_lost(
    module_database_url: str, seed: int
) -> None:
    """First deliveries in any order: lots and costs follow that order, quantities and sums do not."""
    dice = random.Random(seed)
    with plugged_in(module_database_url) as machine:
        day = machine()
        for n in range(12):
            lot = {"lot_code": dice.choice(["", "A"]), "expires_on": dice.choice([None, DAY])}
            cost = dice.choice([None, str(dice.randint(0, 90_000))])
            day.write(
                dice.choice(["RECEIPT", "WASTE"]),
                DocumentLine(
                    ingredient_id=day.ids[n % 2],
                    quantity=f"{dice.uniform(1, 60):.3f}",
                    unit="g",
                    value_paise=cost,
                    **lot,
                ),
            )
        events = [(event, uuid4()) for event in day.written]
        for _ in range(8):
            sold = [(day.dish, dice.randint(1, 5))]
            events.append((day.kitchen.completed(day.kitchen.order(), sold), uuid4()))
        heard: set[UUID] = set()
        for event, event_id in dice.sample(events * 3, len(events) * 3):
            day.tell(event, uuid4() if event_id in heard else event_id)
            heard.add(event_id)
        expected = dict.fromkeys(day.ids, Decimal(0))
        for event, _ in events:
            if isinstance(event, OrderCompleted):
                for ingredient, quantity in day.dish.recipe.items():
                    expected[ingredient] -= quantity * event.lines[0].quantity
            else:
                sign = 1 if event.kind == "RECEIPT" else -1
                expected[event.lines[0].ingredient_id] += sign * Decimal(event.lines[0].quantity)
        levels = "SELECT ingredient_id, on_hand FROM stock_levels WHERE outlet_id = %s"
        assert dict(day.sql.execute(levels, (day.kitchen.outlet,)).fetchall()) == expected
        day.teardown()


def test_stock_lots_and_worth_follow_the_model(module_database_url: str) -> None:
    with plugged_in(module_database_url) as machine:
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=60,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
