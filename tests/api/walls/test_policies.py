"""The second wall: PostgreSQL alone keeps the outlets apart, table by table, whatever the code forgets.

The application's checks are not run here at all: statements come straight from its role, with every grant
and without triggers, against a row of each of two outlets in every table there is.
"""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import Table

from tests.support import rows
from tests.support.restaurant import OTHER_OUTLET, OUTLET

UNGUARDED = {
    "alembic_version": "the schema's revision, for the readiness probe",
    "invoice_counters": "one taxpayer's numbers, whose outlets may share a series",
    "ledger_accounts": "the chart of accounts, the same for all",
    "sign_in_tries": "digests of names and addresses, counted before anybody is known",
    "status_edges": "which status may follow which",
}
HOUSE = {"audiences", "dead_letters", "gateway_webhooks", "inbox"}
TABLES = {table.name: table for table in rows.metadata().tables.values()}
GUARDED = sorted(TABLES.keys() - UNGUARDED.keys())
_POLICIES = """
SELECT c.relname, c.relrowsecurity, p.polcmd::text, p.polpermissive, p.polqual IS NOT NULL,
       p.polwithcheck IS NOT NULL, ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY(p.polroles))
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""


@pytest.fixture(scope="module")
def built(module_database_url: str) -> Iterator[psycopg.Connection]:
    """A row of each outlet in every guarded table; the application's role may do anything to them."""
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        rows.drop_checks(connection)
        for name in GUARDED:
            for outlet in (OUTLET, OTHER_OUTLET):
                rows.add(connection, TABLES[name], outlet)
        connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO chitrail_app")
        yield connection


@pytest.fixture
def as_app(built: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A transaction of the application's role that is undone."""
    with built.transaction(force_rollback=True):
        built.execute("SET LOCAL ROLE chitrail_app")
        yield built


def see(connection: psycopg.Connection, outlet: str | None) -> None:
    if outlet is not None:
        connection.execute("SELECT set_config('chitrail.outlet', %s, true)", (outlet,))


def everything(connection: psycopg.Connection, table: Table) -> list[tuple[object, ...]]:
    return connection.execute(
        sql.SQL("SELECT * FROM {}").format(sql.Identifier(table.name))
    ).fetchall()


def test_every_table_has_a_policy_or_a_reason_to_have_none(built):
    found = built.execute(_POLICIES).fetchall()
    whole = {
        name
        for name, on, *policy in found
        if on and policy == ["*", True, True, True, ["chitrail_app"]]
    }
    assert sorted({name for name, *_ in found} - whole) == sorted(UNGUARDED)
    assert len(found) == len({name for name, *_ in found}), "two policies widen each other"
    assert [name for name in UNGUARDED if name in TABLES and "outlet_id" in TABLES[name].c] == []


@pytest.mark.parametrize("name", GUARDED)
def test_an_outlet_sees_its_own_row_alone(as_app, name):
    mine, theirs = (rows.row_of(TABLES[name], outlet) for outlet in (OUTLET, OTHER_OUTLET))
    telling = next(column for column in mine if str(mine[column]) != str(theirs[column]))
    see(as_app, OUTLET)
    column, table = sql.Identifier(telling), sql.Identifier(name)
    seen = as_app.execute(sql.SQL("SELECT {} FROM {}").format(column, table)).fetchall()
    assert seen == ([] if name in HOUSE else [(mine[telling],)])


@pytest.mark.parametrize(
    "outlet", [None, "", "nowhere", "Spice-Lane", "%", f"{OUTLET},{OTHER_OUTLET}"]
)
def test_without_an_outlet_nothing_is_seen_or_written(as_app, outlet):
    see(as_app, outlet)
    for name in GUARDED:
        assert everything(as_app, TABLES[name]) == [], name
        erased = as_app.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        assert erased.rowcount == 0, name


@pytest.mark.parametrize("name", GUARDED)
def test_the_house_sees_every_row(as_app, name):
    see(as_app, "*")
    assert len(everything(as_app, TABLES[name])) == 2


@pytest.mark.parametrize("act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
@pytest.mark.parametrize("name", GUARDED)
def test_an_outlet_changes_and_erases_its_own_row_alone(built, name, act):
    column = next(iter(rows.row_of(TABLES[name], OUTLET)))
    statement = sql.SQL(act).format(sql.Identifier(name), sql.Identifier(column))
    versions = sql.SQL("SELECT ctid, xmin FROM {}").format(sql.Identifier(name))
    with built.transaction(force_rollback=True):
        before = set(built.execute(versions))
        built.execute("SET LOCAL ROLE chitrail_app")
        see(built, OUTLET)
        refused = (name, act[:6]) == ("settlements", "UPDATE")
        if refused:
            with pytest.raises(errors.InsufficientPrivilege), built.transaction():
                built.execute(statement)
            touched = 0
        else:
            touched = built.execute(statement).rowcount
        built.execute("SET LOCAL ROLE NONE")
        assert touched == (0 if name in HOUSE or refused else 1)
        assert len(before & set(built.execute(versions))) == 2 - touched


@pytest.mark.parametrize("name", GUARDED)
def test_an_outlet_adds_nothing_to_another(as_app, name):
    row = rows.row_of(TABLES[name], OTHER_OUTLET)
    see(as_app, OUTLET)
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        as_app.execute(rows.insertion(TABLES[name], row), list(row.values()))


@pytest.mark.parametrize("name", [name for name in GUARDED if "outlet_id" in TABLES[name].c])
def test_an_outlet_gives_no_row_of_its_own_away(as_app, name):
    see(as_app, OUTLET)
    statement = sql.SQL("UPDATE {} SET outlet_id = %s").format(sql.Identifier(name))
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        as_app.execute(statement, (OTHER_OUTLET,))
