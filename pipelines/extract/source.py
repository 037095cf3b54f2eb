"""The operational database as DuckDB reads it: read-only, one snapshot a transaction, bounded waits."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import duckdb

from chitrail.errors import ConfigurationError, Unavailable
from warehouse.catalog import Catalog
from warehouse.connection import load_extension
from warehouse.model import Model, Refresh

ALIAS = "source"
CONNECT_SECONDS = 10
STATEMENT_SECONDS = 300
_DRIFTED = "PostgreSQL is not what the warehouse reads"

_STATE = """
SELECT system.system_identifier || '/' || checkpoint.timeline_id || '/' || database.oid AS source,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon
FROM pg_control_system() AS system, pg_control_checkpoint() AS checkpoint, pg_database AS database
WHERE database.datname = current_database()
"""


@dataclass(frozen=True)
class SourceState:
    """Which database this is, and below which transaction everything has ended.

    `identity` changes when the database is another one, or was restored or failed over: then transaction
    numbers mean something else and everything must be read again.
    """

    identity: str
    horizon: int


def attach(connection: duckdb.DuckDBPyConnection, libpq_url: str) -> None:
    """Attach PostgreSQL read-only; the first query of each DuckDB transaction fixes its snapshot.

    Raises Unavailable, without the address and its password, when the database cannot be reached.
    """
    load_extension(connection, "postgres_scanner")
    url = _bounded(libpq_url).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{url}' AS {ALIAS} (TYPE postgres, READ_ONLY)")
    except duckdb.Error as error:
        reason = str(error).replace(url, "the operational database")
        raise Unavailable(reason) from None


def read_state(connection: duckdb.DuckDBPyConnection) -> SourceState:
    """Identity and horizon, in the snapshot of the present transaction."""
    rows = connection.execute(f"SELECT * FROM {_query(_STATE)}").fetchall()  # noqa: S608
    return SourceState(*rows[0])


def changed_rows(model: Model, low: int, high: int) -> str:
    """DuckDB FROM clause: the model's rows written by transactions from `low` up to below `high`.

    Rows without a change stamp are all given. Column names and types are those of the model's header.
    """
    given = ", ".join(
        "xid::text::bigint AS xid" if name == "xid" else name for name in model.column_names
    )
    window = ""
    if model.refresh is Refresh.EXTRACT:
        window = f" WHERE xid >= '{low}'::xid8 AND xid < '{high}'::xid8"
    return _query(f"SELECT {given} FROM ({model.sql}) AS changed{window}")  # noqa: S608 - own SQL


def demand_columns(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> None:
    """See that PostgreSQL has every column the raw tables read, with its type.

    Raises ConfigurationError that names the table and the column: a cast would hide another type until a
    value does not fit.
    """
    drifted = [said for model in catalog.extracted for said in _drift(connection, model)]
    if drifted:
        raise ConfigurationError(
            "PostgreSQL is not what the warehouse reads: " + "; ".join(drifted)
        )


def _drift(connection: duckdb.DuckDBPyConnection, model: Model) -> list[str]:
    try:
        delivered = connection.execute(f"DESCRIBE FROM {changed_rows(model, 0, 0)}").fetchall()
    except duckdb.Error as error:
        # PostgreSQL answers nothing more in this transaction
        told = [line for line in str(error).splitlines() if "ERROR:" in line]
        reason = told[0].rpartition("ERROR:")[2].strip() if told else str(error)
        raise ConfigurationError(f"{_DRIFTED}: {model.source}: {reason}") from None
    nulls = ", ".join(f"NULL::{column.type} AS {column.name}" for column in model.columns)
    declared = connection.execute(f"DESCRIBE SELECT {nulls}").fetchall()
    return [
        f"{model.source}: column {was[0]} is {now[1]}, not {was[1]}"
        for was, now in zip(declared, delivered, strict=True)
        if was[1] != now[1]
    ]


def _query(sql: str) -> str:
    return f"postgres_query('{ALIAS}', $sql${sql}$sql$)"


def _bounded(libpq_url: str) -> str:
    parts = urlsplit(libpq_url)
    query = dict(parse_qsl(parts.query))
    query.setdefault("connect_timeout", str(CONNECT_SECONDS))
    limits = f"-c statement_timeout={STATEMENT_SECONDS}s -c default_transaction_read_only=on"
    query["options"] = f"{query.get('options', '')} {limits}".strip()
    query["application_name"] = "chitrail-pipelines"
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))
