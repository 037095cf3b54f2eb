"""Stock kept before there were lots and costs is worth its listed cost afterwards, and lies in one lot."""

from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import create_engine

from api import migrations
from chitrail.reconcile.stock import STOCK_QUESTIONS
from tests.support.databases import admin_connection
from tests.support.kitchen import AT, DAY, Kitchen
from tests.support.ledger import settle

NAME = "before_stock_had_lots"
MOVED = """
INSERT INTO stock_movements (event_id, ingredient_id, outlet_id, kind, quantity, document_id, business_date,
                             occurred_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
LEVEL = "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand) VALUES (%s, %s, %s)"
HISTORIES = {  # what moved, and the listed cost in paise of a base unit
    "there": ([("OPENING", "1000.001"), ("SALE", "-333.333")], "0.3333"),
    "gone": ([("OPENING", "0.005"), ("SALE", "-0.002"), ("SALE", "-0.003")], "0.0777"),
    "short": ([("SALE", "-12.5")], "2"),
    "unknown": ([("RECEIPT", "40")], None),
}


@pytest.fixture
def upgraded(postgres_server):
    """URL of a database that had stock at revision 0019 and is at the newest now; its ingredients by name."""
    url = postgres_server.url(NAME)
    engine = create_engine(url)
    with admin_connection(postgres_server) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            with engine.connect() as connection:
                config = Config()
                config.set_main_option("script_location", str(Path(migrations.__file__).parent))
                config.attributes["connection"] = connection
                command.upgrade(config, "0019")
                connection.commit()
            plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
            with psycopg.connect(plain, autocommit=True) as trade:
                kitchen = Kitchen(trade)
                names = {name: kept(kitchen, trade, *HISTORIES[name]) for name in HISTORIES}
            with engine.connect() as connection:
                migrations.upgrade(connection)
            yield url, names
        finally:
            engine.dispose()
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


def kept(kitchen, trade, moves, cost):
    """An ingredient with its history, as it was kept before; its id."""
    ingredient = kitchen.ingredient().id
    trade.execute("UPDATE ingredients SET unit_cost_paise = %s WHERE id = %s", (cost, ingredient))
    for kind, quantity in moves:
        document = None
        if kind != "SALE":
            document = uuid4()
            trade.execute(
                "INSERT INTO stock_documents (id, outlet_id, kind, business_date, recorded_by, recorded_at)"
                " VALUES (%s, %s, %s, %s, 'test', %s)",
                (document, kitchen.outlet, kind, DAY, AT),
            )
            trade.execute(
                "INSERT INTO stock_document_lines (document_id, ingredient_id, quantity)"
                " VALUES (%s, %s, %s)",
                (document, ingredient, quantity),
            )
        moved = (uuid4(), ingredient, kitchen.outlet, kind, quantity, document, DAY, AT)
        trade.execute(MOVED, moved)
    on_hand = sum(Decimal(quantity) for _, quantity in moves)
    trade.execute(LEVEL, (ingredient, kitchen.outlet, on_hand))
    return ingredient


def test_stock_gets_lots_and_a_worth(upgraded):
    url, names = upgraded
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as trade:
        levels = trade.execute("SELECT ingredient_id, on_hand, value_paise FROM stock_levels")
        found = {ingredient: worth for ingredient, *worth in levels}
        assert {name: tuple(found[names[name]]) for name in HISTORIES} == {
            "there": (Decimal("666.668"), Decimal("222.2004")),
            "gone": (Decimal(0), Decimal(0)),
            "short": (Decimal("-12.5"), Decimal(-25)),
            "unknown": (Decimal(40), Decimal(0)),
        }
        lots = trade.execute("SELECT ingredient_id, remaining FROM stock_lots").fetchall()
        assert dict(lots) == {names["there"]: Decimal("666.668"), names["unknown"]: Decimal(40)}
        assert settle(url) == 0
        for name, _, question in STOCK_QUESTIONS:
            if name != "stock-sales":  # these sales have no orders
                assert [row for row in trade.execute(question) if row[1] != row[2]] == [], name
