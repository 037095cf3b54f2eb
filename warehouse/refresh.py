"""Bringing a computed model up to date, each in a transaction of its own.

A model by days recomputes the days that wait for it in `meta_pending_day` and then lets them wait for the
models that read it. So a build that dies half-way is finished by the next one, and computing a day again
gives the same rows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import duckdb

from warehouse.catalog import BUILD_DAY, Catalog
from warehouse.model import Model, Refresh
from warehouse.tables import create_table, create_view


def refresh(
    connection: duckdb.DuckDBPyConnection,
    catalog: Catalog,
    name: str,
    days: Sequence[date] = (),
) -> int:
    """Bring one model up to date; `days` are recomputed for every outlet whether they changed or not.

    Gives the number of (outlet, business day) pairs computed, 0 for a model that knows no days.
    """
    model = catalog[name]
    with transaction(connection):
        if model.refresh is Refresh.VIEW:
            create_view(connection, model)
            return 0
        if model.refresh is Refresh.WHOLE:
            connection.execute(f"DROP TABLE IF EXISTS {name}")
            create_table(connection, model)
            connection.execute(_insert(model))
            return 0
        return _refresh_days(connection, catalog, model, days)


def _refresh_days(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, model: Model, days: Sequence[date]
) -> int:
    name = model.name
    if _is_new(connection, catalog, name):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
        create_table(connection, model)
        mark_pending(connection, [name], "stg_business_day")
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE {BUILD_DAY} AS
            SELECT DISTINCT outlet_id, business_date FROM meta_pending_day WHERE model = $model
            UNION SELECT outlet_id, unnest($days::DATE[]) FROM stg_outlet""",  # noqa: S608
        {"model": name, "days": list(days)},
    )
    connection.execute(
        f"""DELETE FROM {name} USING {BUILD_DAY} AS day
            WHERE {name}.outlet_id = day.outlet_id
              AND {name}.business_date = day.business_date"""  # noqa: S608
    )
    connection.execute(_insert(model))
    connection.execute("DELETE FROM meta_pending_day WHERE model = ?", [name])
    mark_pending(connection, catalog.downstream_days(name), BUILD_DAY)
    count = connection.execute(f"SELECT count(*) FROM {BUILD_DAY}").fetchall()  # noqa: S608
    return int(count[0][0])


def mark_pending(connection: duckdb.DuckDBPyConnection, models: Sequence[str], source: str) -> None:
    """Let the days of the table `source` wait for each of the models."""
    connection.execute(
        f"""INSERT INTO meta_pending_day
            SELECT DISTINCT unnest($models::VARCHAR[]), outlet_id, business_date
            FROM {source}""",  # noqa: S608
        {"models": list(models)},
    )


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _is_new(connection: duckdb.DuckDBPyConnection, catalog: Catalog, name: str) -> bool:
    """Whether the model was never built as it is defined now; notes the present definition."""
    known = connection.execute(
        "SELECT fingerprint FROM meta_model WHERE model = ?", [name]
    ).fetchall()
    fingerprint = catalog.fingerprint(name)
    if known == [(fingerprint,)]:
        return False
    connection.execute("DELETE FROM meta_model WHERE model = ?", [name])
    connection.execute("INSERT INTO meta_model VALUES (?, ?)", [name, fingerprint])
    return True


def _insert(model: Model) -> str:
    names = ", ".join(model.column_names)
    return f"INSERT INTO {model.name} ({names}) SELECT {names} FROM ({model.sql})"  # noqa: S608
