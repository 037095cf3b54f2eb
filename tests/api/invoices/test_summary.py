"""The GST month: what was invoiced less what was credited, by rate and HSN code."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest

from api.invoices.numbering import INDIA
from api.invoices.summaries import safe_cell
from chitrail.clock import now
from tests.api.invoices.conftest import IDENTITY
from tests.api.invoices.test_issuing import refusal

SUMS = ("taxable", "cgst", "sgst")


@pytest.fixture(scope="module")
def today() -> date:
    return now().astimezone(INDIA).date()


@pytest.fixture(scope="module")
def documents(manager, issued):
    """Three invoices and two credit notes."""
    invoices = [issued("dal-makhani", "soda"), issued("lassi"), issued("soda")]
    notes = [
        manager.post(f"/api/invoices/{invoice['id']}/credit-notes", {"reason": "x", **body}).json
        for invoice, body in (
            (invoices[0], {"amount": "77.70"}),
            (invoices[2], {"lines": [{"line_no": 1, "quantity": 1}]}),
        )
    ]
    return invoices, notes


def expected(rows):
    found: dict[str, dict[str, Decimal]] = {}
    for row in rows:
        for line in row["lines"]:
            sums = found.setdefault(line["tax_rate"], dict.fromkeys(SUMS, Decimal(0)))
            for name in SUMS:
                sums[name] += Decimal(line[name])
    return found


def test_it_is_the_sum_of_the_documents(manager, documents, today):
    invoices, notes = documents
    summary = manager.get(f"/api/invoices/summary?from={today - timedelta(1)}&to={today}").json
    assert (summary["legal_name"], summary["gstin"]) == (IDENTITY["legal_name"], IDENTITY["gstin"])
    invoiced, credited = expected(invoices), expected(notes)
    assert [row["tax_rate"] for row in summary["rows"]] == ["5.00", "18.00"]
    for row in summary["rows"]:
        assert row["hsn_code"] == "996331"
        for name in SUMS:
            plus = invoiced[row["tax_rate"]][name]
            minus = credited.get(row["tax_rate"], {}).get(name, Decimal(0))
            assert Decimal(row["invoiced"][name]) == plus
            assert Decimal(row["credited"][name]) == minus
            assert Decimal(row["net"][name]) == plus - minus
    for way in ("invoiced", "credited", "net"):
        for name in (*SUMS, "total"):
            rows = sum(Decimal(row[way][name]) for row in summary["rows"])
            assert Decimal(summary[way][name]) == rows
    kept = sum(Decimal(i["total"]) for i in invoices) - sum(Decimal(n["total"]) for n in notes)
    assert Decimal(summary["net"]["total"]) + Decimal(summary["round_off"]) == kept
    assert [(d["kind"], d["series"], d["count"]) for d in summary["documents"]] == [
        ("TAX_INVOICE", "SL", 3),
        ("CREDIT_NOTE", "CN", 2),
    ]
    assert summary["documents"][0]["first"] == invoices[0]["number"]
    assert summary["documents"][0]["last"] == invoices[-1]["number"]


def test_nothing_on_other_days_or_elsewhere(manager, calling, documents, today):
    before = manager.get("/api/invoices/summary?from=2001-04-01&to=2001-04-30").json
    assert (before["rows"], before["net"]["total"], before["round_off"]) == ([], "0.00", "0.00")
    theirs = calling("manager", "other-place")
    other = theirs.get(f"/api/invoices/summary?from={today}&to={today}").json
    assert (other["rows"], other["legal_name"]) == ([], None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2026-04-30&to=2026-04-01", "to"),
        ("from=2026-04-01&to=2027-04-02", "to"),
        ("from=April&to=2026-04-02", "from"),
        ("from=2026-04-01", "to"),
        ("from=2026-04-01&to=2026-04-02&outlet=x", "outlet"),
    ],
)
@pytest.mark.parametrize("path", ["summary", "summary.csv"])
def test_a_range_that_is_none_is_refused_by_name(manager, path, query, field):
    refusal(manager.get(f"/api/invoices/{path}?{query}"), 422, field)


def test_the_table_for_a_spreadsheet(manager, documents, today):
    formula = {**IDENTITY, "legal_name": '=HYPERLINK("http://a.example")'}
    assert manager.post("/api/invoices/settings", formula).status_code == 200
    try:
        query = f"from={today - timedelta(1)}&to={today}"
        answer = manager.get(f"/api/invoices/summary.csv?{query}")
        summary = manager.get(f"/api/invoices/summary?{query}").json
    finally:
        manager.post("/api/invoices/settings", IDENTITY)
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["legal_name"] for row in rows} == {f"'{formula['legal_name']}"}
    assert [(row["tax_rate"], row["net_total"], row["credited_cgst"]) for row in rows] == [
        (row["tax_rate"], row["net"]["total"], row["credited"]["cgst"]) for row in summary["rows"]
    ]


@pytest.mark.parametrize("first", list("=+-@\t\r"))
def test_a_formula_becomes_text(first):
    assert safe_cell(f"{first}1+1") == f"'{first}1+1"
    assert safe_cell("1+1") == "1+1"
