"""What comes back from an order: at the cost its sale was frozen at, into the lots it was taken from."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import AsyncConnection

from chitrail.events import DocumentLine, OrderCompleted, StockDocumentRecorded
from chitrail.reconcile.stock import STOCK_QUESTIONS
from streams.effects.stock import apply_document, deduct_order
from tests.support.kitchen import AT, DAY, Kitchen, wrapped


def tell(url: str, event: Any) -> None:
    async def apply() -> None:
        async with await AsyncConnection.connect(url, autocommit=True) as connection:
            effect: Any = deduct_order if isinstance(event, OrderCompleted) else apply_document
            async with connection.transaction():
                await effect(connection, wrapped(event, event_id(event)), event)

    asyncio.run(apply())


def event_id(event: Any) -> UUID:
    return event.order_id if isinstance(event, OrderCompleted) else event.document_id


def document(
    kitchen: Kitchen, kind: str, *lines: DocumentLine, order: UUID | None = None, version: int = 1
) -> StockDocumentRecorded:
    document_id = uuid4()
    kitchen.sql.execute(
        "INSERT INTO stock_documents (id, outlet_id, kind, business_date, recorded_by, recorded_at,"
        " order_id, order_version) VALUES (%s, %s, %s, %s, 'test', %s, %s, %s)",
        (document_id, kitchen.outlet, kind, DAY, AT, order, order and version),
    )
    for line in lines:
        kitchen.sql.execute(
            "INSERT INTO stock_document_lines (document_id, ingredient_id, quantity, lot_code)"
            " VALUES (%s, %s, %s, %s)",
            (document_id, line.ingredient_id, line.quantity, line.lot_code),
        )
    return StockDocumentRecorded(
        document_id=document_id,
        outlet_id=kitchen.outlet,
        kind=kind,
        business_date=DAY,
        recorded_at=AT,
        lines=list(lines),
    )


def test_it_comes_back_as_it_was_taken(database_url: str) -> None:
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as sql:
        kitchen = Kitchen(sql)
        rice = kitchen.ingredient().id

        def line(quantity: str, **more: Any) -> DocumentLine:
            return DocumentLine(ingredient_id=rice, quantity=quantity, unit="g", **more)

        first = line("10", value_paise="100", lot_code="A", expires_on=date(2026, 2, 1))
        second = line("10", value_paise="300", lot_code="B", expires_on=date(2026, 3, 1))
        tell(url, document(kitchen, "RECEIPT", first, second))
        order = kitchen.order()
        tell(
            url, kitchen.completed(order, [(kitchen.dish({rice: Decimal(4)}), 3)])
        )  # A, then 2 of B
        dearer = line("10", value_paise="900", lot_code="C", expires_on=date(2026, 4, 1))
        tell(url, document(kitchen, "RECEIPT", dearer))
        tell(url, document(kitchen, "RETURN", line("4"), order=order))
        assert lots(sql) == {"A": Decimal(2), "B": Decimal(10), "C": Decimal(10)}
        moved = sql.execute(
            "SELECT value_paise, cost_estimated FROM stock_movements WHERE kind = 'RETURN'"
        ).fetchall()
        assert moved == [(Decimal(80), False)]  # 4 at the 20 they were sold at, not today's average
        tell(url, document(kitchen, "RETURN", line("8"), order=order, version=2))
        assert lots(sql) == {"A": Decimal(10), "B": Decimal(10), "C": Decimal(10)}
        worth = sql.execute("SELECT on_hand, value_paise FROM stock_levels").fetchone()
        assert worth == (Decimal(30), Decimal(1300))
        for name, _, question in STOCK_QUESTIONS:
            if name.startswith(("stock-worth", "stock-lots", "lot-", "stock-doc", "stock-lev")):
                assert [row for row in sql.execute(question) if row[1] != row[2]] == [], name


def test_what_was_never_taken_comes_back_at_the_average(database_url: str) -> None:
    url = database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as sql:
        kitchen = Kitchen(sql)
        rice = kitchen.ingredient().id
        bought = DocumentLine(ingredient_id=rice, quantity="10", unit="g", value_paise="50")
        tell(url, document(kitchen, "RECEIPT", bought))
        back = DocumentLine(ingredient_id=rice, quantity="2", unit="g")
        tell(url, document(kitchen, "RETURN", back, order=kitchen.order()))
        found = sql.execute("SELECT on_hand, value_paise FROM stock_levels").fetchone()
        assert found == (Decimal(12), Decimal(60))


def lots(sql: psycopg.Connection[Any]) -> dict[str, Decimal]:
    return dict(sql.execute("SELECT code, remaining FROM stock_lots").fetchall())
