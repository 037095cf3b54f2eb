"""The database itself keeps the books: nothing changes, nothing is missing, nothing is given back twice."""

import psycopg
import pytest
from psycopg.rows import dict_row

from api.database import LIBPQ

TABLES = ("invoices", "invoice_lines", "credit_notes", "credit_note_lines")


@pytest.fixture
def credited(manager, issued):
    """An invoice with a credit note of 10.00."""
    invoice = issued("dal-makhani", "soda")
    body = {"reason": "cold", "amount": "10.00"}
    assert manager.post(f"/api/invoices/{invoice['id']}/credit-notes", body).status_code == 201
    return invoice


@pytest.fixture
def owner(restaurant_url):
    """The schema's owner in a transaction that is rolled back."""
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, row_factory=dict_row) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET xid = xid", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_nobody_changes_a_book(owner, credited, table, change):
    with pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute(change.format(table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {} SET xid = xid", "DELETE FROM {}"])
def test_the_application_may_not_even_try(restaurant_url, table, change):
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with (
        psycopg.connect(url, options=LIBPQ["options"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(change.format(table))


def add(connection, table, row):
    columns = ", ".join(row)
    places = ", ".join(f"%({name})s" for name in row)
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", row)  # noqa: S608


def next_note(connection, invoice, **changes):
    """A row of a credit note that would be right but for `changes`."""
    row = connection.execute(
        "SELECT * FROM credit_notes WHERE invoice_id = %s", (invoice["id"],)
    ).fetchone()
    last = connection.execute("SELECT max(serial) AS n FROM credit_notes").fetchone()["n"]
    identity = connection.execute("SELECT gen_random_uuid() AS id").fetchone()["id"]
    serial = changes.pop("serial", last + 1)
    number = f"{row['series']}/{row['financial_year']}/{serial:07}"
    return {**row, "id": identity, "serial": serial, "number": number, **changes}


def test_a_credit_note_above_the_rest(owner, credited):
    total = owner.execute(
        "SELECT total_paise FROM invoices WHERE id = %s", (credited["id"],)
    ).fetchone()["total_paise"]
    amounts = {"cgst_paise": 0, "sgst_paise": 0, "round_off_paise": 0}
    row = next_note(owner, credited, taxable_paise=total - 999, total_paise=total - 999, **amounts)
    with pytest.raises(psycopg.errors.CheckViolation) as found:
        add(owner, "credit_notes", row)
    assert found.value.diag.constraint_name == "credit_notes_within_invoice"


def test_a_credit_note_line_above_its_line(owner, credited):
    row = next_note(owner, credited)
    add(owner, "credit_notes", row)
    line = owner.execute(
        "SELECT * FROM credit_note_lines WHERE invoice_id = %s LIMIT 1", (credited["id"],)
    ).fetchone()
    with pytest.raises(psycopg.errors.CheckViolation) as found:
        add(
            owner,
            "credit_note_lines",
            {**line, "credit_note_id": row["id"], "taxable_paise": 10_000_000},
        )
    assert found.value.diag.constraint_name == "credit_note_lines_within_line"


def test_a_credit_note_without_its_lines(owner, credited):
    add(owner, "credit_notes", next_note(owner, credited))
    with pytest.raises(psycopg.errors.CheckViolation) as found:
        owner.commit()
    assert found.value.diag.constraint_name == "credit_notes_add_up"


def test_a_gap(owner, credited):
    last = owner.execute("SELECT max(serial) AS n FROM credit_notes").fetchone()["n"]
    with pytest.raises(psycopg.errors.CheckViolation) as found:
        add(owner, "credit_notes", next_note(owner, credited, serial=last + 2))
    assert found.value.diag.constraint_name == "credit_notes_gapless"


def test_a_number_twice(owner, credited):
    row = owner.execute(
        "SELECT serial FROM credit_notes WHERE invoice_id = %s", (credited["id"],)
    ).fetchone()
    with pytest.raises(psycopg.errors.UniqueViolation):
        add(owner, "credit_notes", next_note(owner, credited, serial=row["serial"]))


def test_a_line_added_to_an_invoice_later(owner, credited):
    line = owner.execute(
        "SELECT * FROM invoice_lines WHERE invoice_id = %s AND line_no = 1", (credited["id"],)
    ).fetchone()
    free = {"line_no": 3, "unit_price_paise": 0, "taxable_paise": 0}
    add(owner, "invoice_lines", {**line, **free, "cgst_paise": 0, "sgst_paise": 0})
    with pytest.raises(psycopg.errors.CheckViolation) as found:
        owner.commit()
    assert found.value.diag.constraint_name == "invoices_add_up"


@pytest.mark.parametrize("step", ["last_serial + 2", "last_serial - 1", "last_serial"])
def test_a_counter_that_does_not_go_on_by_one(owner, credited, step):
    with pytest.raises(psycopg.errors.CheckViolation) as found:
        owner.execute(f"UPDATE invoice_counters SET last_serial = {step}")  # noqa: S608
    assert found.value.diag.constraint_name == "invoice_counters_step"


def test_tax_without_a_gstin(owner, credited):
    row = owner.execute("SELECT * FROM invoices WHERE id = %s", (credited["id"],)).fetchone()
    changes = {"kind": "BILL", "seller_gstin": None, "issuer": "outlet:spice-lane", "serial": 1}
    number = f"{row['series']}/{row['financial_year']}/0000001"
    with pytest.raises(psycopg.errors.CheckViolation) as found:
        add(owner, "invoices", {**row, **changes, "number": number})
    assert found.value.diag.constraint_name == "invoices_tax_needs_gstin"
