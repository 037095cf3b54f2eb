"""Publishing made-up warehouses in tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from warehouse.catalog import catalog
from warehouse.connection import build
from warehouse.files import Files
from warehouse.publish import publish, stage
from warehouse.tables import create_missing


def open_files(folder) -> Files:
    files = Files(folder / "warehouse" / "chitrail.duckdb")
    with build(files.build) as connection:
        create_missing(connection, catalog())
        connection.execute("INSERT INTO meta_watermark VALUES ('s', 'd', 41, now())")
    return files


def put_sales(files: Files, sales: dict[date, str]) -> None:
    """The gross of the days of outlet `shop`, in place of what was there."""
    with build(files.build) as connection:
        connection.execute("DELETE FROM mart_daily_sales")
        connection.executemany(
            "INSERT INTO mart_daily_sales (outlet_id, business_date, gross) VALUES ('shop', ?, ?)",
            [(day, Decimal(gross)) for day, gross in sales.items()],
        )


def publish_at(files: Files, at: datetime) -> None:
    stage(files)
    checks = [("facts", "are well", "fct_order", "", True, "1", datetime.now(UTC))]
    publish(files, published_at=at, build_seconds=1, checks=checks)


def evening(day: date) -> datetime:
    """Half past nine in the evening in India."""
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]
