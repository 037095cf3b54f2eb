"""A small restaurant by SQL, and its events straight onto Kafka, for tests of the streams."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg

from chitrail import envelope, events

OUTLET = "test-kitchen"
AT = datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
DAY = date(2026, 1, 15)
STATIONS = ("tandoor", "curry")


@dataclass
class Ingredient:
    id: UUID
    code: str
    reorder_level: Decimal


@dataclass
class Dish:
    item_id: UUID
    recipe_id: UUID | None
    recipe: dict[UUID, Decimal] = field(default_factory=dict)


class Kitchen:
    """One outlet with stations, ingredients and dishes; remembers what it made."""

    def __init__(self, connection: psycopg.Connection[Any], outlet: str = OUTLET) -> None:
        self.sql = connection
        self.outlet = outlet
        self.ingredients: list[Ingredient] = []
        self.dishes: list[Dish] = []
        self._number = 0
        self.sql.execute(
            "INSERT INTO outlets (id, name, zone) VALUES (%s, 'Test kitchen', 'Asia/Kolkata')",
            (outlet,),
        )
        for station in STATIONS:
            self.sql.execute(
                "INSERT INTO stations (outlet_id, code, name) VALUES (%s, %s, %s)",
                (outlet, station, station),
            )
        self.category = uuid4()
        self.sql.execute(
            "INSERT INTO menu_categories (id, outlet_id, code, name) VALUES (%s, %s, 'all', 'All')",
            (self.category, outlet),
        )

    def ingredient(self, reorder_level: Decimal | str = "0", unit: str = "g") -> Ingredient:
        made = Ingredient(uuid4(), f"ingredient-{len(self.ingredients)}", Decimal(reorder_level))
        self.sql.execute(
            "INSERT INTO ingredients (id, outlet_id, code, name, unit, reorder_level)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            (made.id, self.outlet, made.code, made.code.title(), unit, made.reorder_level),
        )
        self.ingredients.append(made)
        return made

    def dish(self, recipe: dict[UUID, Decimal] | None = None) -> Dish:
        made = Dish(uuid4(), uuid4() if recipe else None, recipe or {})
        code = f"dish-{len(self.dishes)}"
        self.sql.execute(
            "INSERT INTO menu_items (id, outlet_id, category_id, code, name, price_paise, station)"
            " VALUES (%s, %s, %s, %s, %s, 10000, %s)",
            (made.item_id, self.outlet, self.category, code, code, STATIONS[0]),
        )
        if made.recipe_id:
            self.sql.execute(
                "INSERT INTO recipes (id, outlet_id, item_id, version) VALUES (%s, %s, %s, 1)",
                (made.recipe_id, self.outlet, made.item_id),
            )
            for ingredient, quantity in made.recipe.items():
                self.sql.execute(
                    "INSERT INTO recipe_lines (recipe_id, ingredient_id, quantity)"
                    " VALUES (%s, %s, %s)",
                    (made.recipe_id, ingredient, quantity),
                )
        self.dishes.append(made)
        return made

    def order(self, *, status: str = "COMPLETED") -> UUID:
        """Row of an order without value; `completed_event` and others speak about it."""
        self._number += 1
        order_id = uuid4()
        self.sql.execute(
            "INSERT INTO orders (id, outlet_id, number, business_date, order_type, table_label,"
            " status, subtotal_paise, total_paise, placed_at, completed_at)"
            " VALUES (%s, %s, %s, %s, 'DINE_IN', 'T4', %s, 0, 0, %s, %s)",
            (
                order_id,
                self.outlet,
                self._number,
                DAY,
                status,
                AT,
                AT if status == "COMPLETED" else None,
            ),
        )
        return order_id

    def completed(
        self, order_id: UUID, dishes: Iterable[tuple[Dish, int]]
    ) -> events.OrderCompleted:
        return events.OrderCompleted(
            order_id=order_id,
            outlet_id=self.outlet,
            number=1,
            business_date=DAY,
            total_paise=0,
            completed_at=AT,
            lines=[
                events.OrderLine(
                    line_id=uuid4(),
                    item_id=dish.item_id,
                    item_code="dish",
                    item_name="Dish",
                    quantity=quantity,
                    unit_price_paise=0,
                    total_paise=0,
                    recipe_id=dish.recipe_id,
                )
                for dish, quantity in dishes
            ],
        )

    def document(self, kind: str, quantities: dict[UUID, Decimal]) -> events.StockDocumentRecorded:
        """A stock document with its rows, and its event."""
        document_id = uuid4()
        self.sql.execute(
            "INSERT INTO stock_documents"
            " (id, outlet_id, kind, business_date, recorded_by, recorded_at)"
            " VALUES (%s, %s, %s, %s, 'test', %s)",
            (document_id, self.outlet, kind, DAY, AT),
        )
        return events.StockDocumentRecorded(
            document_id=document_id,
            outlet_id=self.outlet,
            kind=kind,
            business_date=DAY,
            recorded_at=AT,
            lines=[
                events.DocumentLine(ingredient_id=ingredient, quantity=str(quantity), unit="g")
                for ingredient, quantity in quantities.items()
            ],
        )

    def ticket(
        self, order_id: UUID, station: str, *, status: str = "NEW", version: int = 1
    ) -> events.Ticket:
        return events.Ticket(
            ticket_id=uuid4(),
            order_id=order_id,
            outlet_id=self.outlet,
            station=station,
            number=1,
            order_type="DINE_IN",
            table_label="T4",
            status=status,
            version=version,
            placed_at=AT,
            lines=[events.TicketLine(line_id=uuid4(), item_name="Dish", quantity=1)],
        )

    def hung(self, order_id: UUID, station: str) -> events.Ticket:
        """A new ticket with its row."""
        made = self.ticket(order_id, station)
        self.sql.execute(
            "INSERT INTO tickets (id, order_id, outlet_id, station, status, placed_at, fired_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (made.ticket_id, order_id, self.outlet, station, made.status, AT, AT),
        )
        return made

    def placed(self, order_id: UUID, tickets: list[events.Ticket]) -> events.OrderPlaced:
        return events.OrderPlaced(
            order_id=order_id,
            outlet_id=self.outlet,
            number=1,
            business_date=DAY,
            order_type="DINE_IN",
            table_label="T4",
            total_paise=0,
            placed_at=AT,
            lines=[],
            tickets=tickets,
        )


@dataclass(frozen=True)
class Message:
    """A Kafka record to be produced."""

    topic: str
    key: bytes | None
    value: bytes | None


def wrapped(event: events.Event, aggregate_id: UUID, **changes: Any) -> envelope.Envelope:
    made = envelope.wrap(
        event,
        event_id=changes.pop("event_id", None) or uuid4(),
        source="chitrail/test",
        aggregate_id=str(aggregate_id),
        sequence=1,
        time=changes.pop("time", AT),
    )
    assert not changes
    return made


def message(wrapped_event: envelope.Envelope) -> Message:
    key = envelope.kafka_key(wrapped_event.outletid, wrapped_event.subject).encode()
    return Message(wrapped_event.type, key, envelope.encode(wrapped_event))


def produce(bootstrap_servers: str, messages: Iterable[Message]) -> list[tuple[str, int, int]]:
    """Send; topic, partition and offset of each, in the order given."""
    from confluent_kafka import Producer

    places: dict[int, tuple[str, int, int]] = {}

    def noted(index: int) -> Callable[[Any, Any], None]:
        def note(error: Any, sent: Any) -> None:
            assert error is None, error
            places[index] = (sent.topic(), sent.partition(), sent.offset())

        return note

    producer = Producer({"bootstrap.servers": bootstrap_servers, "linger.ms": 5})
    listed = list(messages)
    for index, record in enumerate(listed):
        producer.produce(record.topic, record.value, record.key, on_delivery=noted(index))
        producer.poll(0)
    assert producer.flush(30) == 0
    return [places[index] for index in range(len(listed))]


def thrice_shuffled(messages: list[Message], seed: int) -> list[Message]:
    """Every message three times, in an order that follows from the seed."""
    tripled = messages * 3
    random.Random(seed).shuffle(tripled)
    return tripled
