"""One load: read what changed, merge it, note the days to recompute and how far we read, all or nothing.

Every transaction below the horizon has ended, so its rows are visible or rolled back; every later one has a
larger number and falls into a later window. So nothing is lost, whatever order transactions commit in.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipelines.extract.days import INCOMING, OWN_DAY, THROUGH
from pipelines.extract.source import SourceState, changed_rows, demand_columns, read_state
from warehouse.catalog import Catalog
from warehouse.model import Model, Refresh
from warehouse.refresh import mark_pending, transaction
from warehouse.tables import create_missing, create_table

_TOUCHED = "touched_day"


@dataclass(frozen=True)
class Load:
    """What one load did; `rows` by raw table."""

    full: bool
    why_full: str
    horizon: int
    rows: dict[str, int]
    days: int


def load(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, *, now: datetime, full: bool = False
) -> Load:
    """Bring the raw tables up to the source's horizon; PostgreSQL must be attached already.

    Everything is read again when asked for, at the first load, when the source is another database or was
    restored, and when the raw tables are defined otherwise than before. Raises ConfigurationError, and
    changes nothing, when a column of the source has gone or has another type.
    """
    with transaction(connection):
        create_missing(connection, catalog)
        state = read_state(connection)
        demand_columns(connection, catalog)
        low, why_full = _window(connection, catalog, state, asked=full)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {_TOUCHED} (outlet_id VARCHAR, business_date DATE)"
        )
        if why_full:
            _note_days("SELECT outlet_id, business_date FROM stg_business_day", connection)
            for model in catalog.extracted:
                connection.execute(f"DROP TABLE {model.name}")
                create_table(connection, model)
        rows = {
            model.name: _merge(connection, model, low, state.horizon) for model in catalog.extracted
        }
        for name, days in THROUGH.items():
            if rows[name]:
                _note_days(days, connection)
        waiting = [model.name for model in catalog.refreshed(Refresh.DAYS)]
        mark_pending(connection, waiting, _TOUCHED)
        connection.execute("DELETE FROM meta_watermark")
        connection.execute(
            "INSERT INTO meta_watermark VALUES (?, ?, ?, ?)",
            [state.identity, catalog.raw_fingerprint(), state.horizon, now],
        )
        days_touched = connection.execute(
            f"SELECT count(*) FROM (SELECT DISTINCT * FROM {_TOUCHED})"  # noqa: S608
        ).fetchall()[0][0]
    return Load(bool(why_full), why_full, state.horizon, rows, int(days_touched))


def _window(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, state: SourceState, *, asked: bool
) -> tuple[int, str]:
    """First transaction to read, and why everything is read again ('' when it is not)."""
    known = connection.execute("SELECT source, definition, horizon FROM meta_watermark").fetchall()
    if asked:
        return 0, "asked for"
    if not known:
        return 0, "first load"
    source, definition, horizon = known[0]
    if source != state.identity:
        return 0, f"the source is {state.identity}, it was {source}"
    if definition != catalog.raw_fingerprint():
        return 0, "the raw tables are defined otherwise"
    if horizon > state.horizon:
        return 0, f"the horizon went back from {horizon} to {state.horizon}"
    return int(horizon), ""


def _merge(connection: duckdb.DuckDBPyConnection, model: Model, low: int, high: int) -> int:
    name, incoming = model.name, f"{INCOMING}{model.name}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {incoming} AS FROM {name} LIMIT 0")
    connection.execute(f"INSERT INTO {incoming} SELECT * FROM {changed_rows(model, low, high)}")  # noqa: S608
    counted = connection.execute(f"SELECT count(*) FROM {incoming}").fetchall()  # noqa: S608
    count = int(counted[0][0])
    same = " AND ".join(f"{name}.{column} = {incoming}.{column}" for column in model.grain)
    if name in OWN_DAY and count:
        day = "SELECT outlet_id, business_date FROM"
        _note_days(f"{day} {name} SEMI JOIN {incoming} ON {same}", connection)
        _note_days(f"{day} {incoming}", connection)
    if model.refresh is Refresh.SNAPSHOT:
        connection.execute(f"DELETE FROM {name}")  # noqa: S608
    elif count:
        connection.execute(f"DELETE FROM {name} USING {incoming} WHERE {same}")  # noqa: S608
    connection.execute(f"INSERT INTO {name} FROM {incoming}")
    return count


def _note_days(query: str, connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"INSERT INTO {_TOUCHED} {query}")
