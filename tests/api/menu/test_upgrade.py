"""A database in trade becomes one with tax classes, numbers of menus and modifiers; what was sold stays."""

from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import create_engine

from api import migrations
from tests.support.databases import admin_connection
from tests.support.restaurant import OTHER_OUTLET, OUTLET, build, item_id

NAME = "before_the_menu_was_kept"
ORDER = """
WITH placed AS (
  INSERT INTO orders (id, outlet_id, number, business_date, order_type, status, subtotal_paise, cgst_paise,
    sgst_paise, round_off_paise, total_paise, placed_at)
  VALUES (gen_random_uuid(), %(outlet)s, 1, '2026-11-23', 'DINE_IN', 'PLACED', 9000, 225, 225, 50, 9500,
    now())
  RETURNING id
)
INSERT INTO order_lines (id, order_id, outlet_id, line_no, item_id, item_code, item_name, station, quantity,
  unit_price_paise, total_paise, tax_rate_bp, cgst_paise, sgst_paise)
SELECT gen_random_uuid(), id, %(outlet)s, 1, %(item)s, 'lassi', 'Lassi', 'cold', 1, 9000, 9000, 500, 225, 225
FROM placed
"""


@pytest.fixture
def upgraded(postgres_server):
    """A connection to a database that was in trade at revision 0008 and is at the newest now."""
    url = postgres_server.url(NAME)
    engine = create_engine(url)
    with admin_connection(postgres_server) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            with engine.connect() as connection:
                config = Config()
                config.set_main_option("script_location", str(Path(migrations.__file__).parent))
                config.attributes["connection"] = connection
                command.upgrade(config, "0008")
                connection.commit()
            build(url)
            plain = url.replace("postgresql+psycopg://", "postgresql://", 1)
            with psycopg.connect(plain, autocommit=True) as trade:
                trade.execute("UPDATE menu_items SET tax_rate_bp = 1250 WHERE code = 'biryani'")
                trade.execute(ORDER, {"outlet": OUTLET, "item": item_id("lassi")})
            with engine.connect() as connection:
                migrations.upgrade(connection)
            with psycopg.connect(plain, autocommit=True) as trade:
                yield trade
        finally:
            engine.dispose()
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


def test_a_database_in_trade_is_upgraded(upgraded):
    classes = "SELECT outlet_id, code, name, rate_bp, hsn_code FROM tax_classes ORDER BY 1, rate_bp"
    assert upgraded.execute(classes).fetchall() == [
        (outlet, code, name, rate, "")
        for outlet in sorted((OUTLET, OTHER_OUTLET))
        for code, name, rate in (
            ("gst-5", "GST 5 %", 500),
            ("gst-12-5", "GST 12.5 %", 1250),
            ("gst-18", "GST 18 %", 1800),
        )
    ]
    items = "SELECT DISTINCT code, tax_class, tax_rate_bp FROM menu_items ORDER BY 1"
    assert {row[0]: row[1:] for row in upgraded.execute(items)} == {
        "biryani": ("gst-12-5", 1250),
        "butter-naan": ("gst-5", 500),
        "dal-makhani": ("gst-5", 500),
        "lassi": ("gst-5", 500),
        "soda": ("gst-18", 1800),
    }
    heads = "SELECT outlet_id FROM menu_heads WHERE version > 0 ORDER BY 1"
    assert upgraded.execute(heads).fetchall() == [(OTHER_OUTLET,), (OUTLET,)]
    line = "SELECT unit_price_paise, modifiers, ingredients FROM order_lines"
    assert upgraded.execute(line).fetchall() == [(9000, [], [])]
