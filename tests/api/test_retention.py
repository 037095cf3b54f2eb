"""What is only a means goes after its time: by the janitor, never by a request, and nothing else with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from chitrail.errors import ConfigurationError
from chitrail.settings import Settings
from tests.support.kitchen import OUTLET, Kitchen
from tests.support.processes import Program
from tests.support.settings import environment
from tests.support.waiting import eventually

Sql = psycopg.Connection[Any]
AUDIENCE = f"kds/{OUTLET}/curry"
AGES = ("1 day", "8 days", "399 days", "401 days", "900 days")


@pytest.fixture(scope="module")
def sql(module_database_url: str) -> Iterator[Sql]:
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def ticket(sql: Sql) -> Any:
    """A ticket of long ago."""
    sql.execute("INSERT INTO audiences VALUES (%s, 99)", (AUDIENCE,))
    order, made = Kitchen(sql).order(status="PLACED"), uuid4()
    sql.execute(
        "INSERT INTO tickets (id, outlet_id, order_id, station, status, placed_at, fired_at)"
        " SELECT %s, %s, %s, 'curry', 'NEW', at, at FROM (SELECT now() - interval '900 days') AS t (at)",
        (made, OUTLET, order),
    )
    return made


def tell(sql: Sql, seq: int, age: str) -> None:
    """A notification of the age, which is its title."""
    sql.execute(
        "INSERT INTO notifications"
        " (id, source_event, body, kind, audience, seq, outlet_id, title, created_at)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), '{}', 'ticket', %s, %s, %s, %s,"
        " now() - %s::interval)",
        (AUDIENCE, seq, OUTLET, age, age),
    )


def remember(sql: Sql, ticket: Any) -> None:
    """One row of each age in each table, and an unfinished request of long ago."""
    for number, age in enumerate(AGES):
        sql.execute(
            "INSERT INTO idempotency_keys"
            " (scope, key, request_sha256, response_status, created_at, completed_at)"
            " VALUES ('s', %s, '', 201, now() - %s::interval, now() - %s::interval)",
            (age, age, age),
        )
        tell(sql, number + 1, age)
        sql.execute(
            "INSERT INTO showings (ticket_id, version, screen_id, outlet_id, audience, shown_by, shown_at)"
            " VALUES (%s, %s, gen_random_uuid(), %s, %s, 'cook', now() - %s::interval)",
            (ticket, number + 1, OUTLET, AUDIENCE, age),
        )
    sql.execute(
        "INSERT INTO idempotency_keys (scope, key, request_sha256, created_at)"
        " VALUES ('s', 'under way', '', now() - interval '9 days')"
    )


def test_the_janitor_forgets_what_is_too_old(
    sql: Sql, ticket: Any, module_database_url: str, tmp_path: Path
) -> None:
    remember(sql, ticket)
    env = environment(module_database_url, tmp_path)
    with Program(["api.janitor"], env, tmp_path / "janitor.log"):
        eventually(lambda: keys(sql) == ["1 day", "under way"])
        eventually(lambda: ages(sql) == list(AGES[:3]))
        eventually(lambda: shown(sql) == [1, 2, 3])
    assert sql.execute("SELECT count(*) FROM tickets").fetchone() == (1,)


def keys(sql: Sql) -> list[str]:
    return [key for (key,) in sql.execute("SELECT key FROM idempotency_keys ORDER BY key")]


def ages(sql: Sql) -> list[str]:
    return [title for (title,) in sql.execute("SELECT title FROM notifications ORDER BY seq")]


def shown(sql: Sql) -> list[int]:
    return [version for (version,) in sql.execute("SELECT version FROM showings ORDER BY version")]


@pytest.mark.parametrize(
    "table", ["notifications", "showings", "orders", "outbox", "ticket_events"]
)
def test_the_programs_role_deletes_none_itself(sql: Sql, table: str) -> None:
    with sql.transaction(force_rollback=True):
        sql.execute("SET LOCAL ROLE chitrail_app")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sql.execute(f"DELETE FROM {table}")  # noqa: S608


def test_a_week_is_kept_whatever_is_asked_for(sql: Sql, ticket: Any) -> None:
    with sql.transaction(force_rollback=True):
        sql.execute("SET LOCAL chitrail.outlet = '*'")
        sql.execute(
            "INSERT INTO showings (ticket_id, version, screen_id, outlet_id, audience, shown_by, shown_at)"
            " SELECT %s, v, gen_random_uuid(), %s, %s, 'cook', now() - v * interval '1 day'"
            " FROM generate_series(4, 10) v",
            (ticket, OUTLET, AUDIENCE),
        )
        tell(sql, 99, "3 days")
        sql.execute("SELECT forget_screens(now(), 1000)")
        assert sql.execute("SELECT max(version) FROM showings").fetchone() == (7,)
        for table in ("showings", "notifications"):
            with pytest.raises(psycopg.errors.RestrictViolation), sql.transaction():
                sql.execute(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize(
    ("name", "value"), [("CHITRAIL_KEEP_REQUESTS_DAYS", "1"), ("CHITRAIL_KEEP_SCREENS_DAYS", "6")]
)
def test_too_short_a_memory_is_refused(tmp_path: Path, name: str, value: str) -> None:
    env = environment("postgresql+psycopg://localhost/x", tmp_path, **{name: value})
    with pytest.raises(ConfigurationError, match=name):
        Settings.from_env(env)
