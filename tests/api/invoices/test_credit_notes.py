"""Credit notes through the API: their own numbers, spread over rates, never above the invoice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.api.invoices.test_issuing import refusal


def credit(caller, invoice, **body):
    return caller.post(
        f"/api/invoices/{invoice['id']}/credit-notes", {"reason": "went back", **body}
    )


def total(rows, name="total"):
    return sum(Decimal(row[name]) for row in rows)


def test_a_portion_goes_back(manager, waiter, issued):
    invoice = issued(
        lines=[
            {"item_code": "dal-makhani", "quantity": 2},
            {"item_code": "soda", "quantity": 3},
        ]
    )
    answer = credit(manager, invoice, lines=[{"line_no": 2, "quantity": 1}])
    assert answer.status_code == 201, answer.text
    note = answer.json
    assert answer.headers["Location"] == f"/api/credit-notes/{note['id']}"
    assert note["number"].startswith("CN/")
    assert (note["invoice_number"], note["reason"]) == (invoice["number"], "went back")
    assert [(n["quantity"], n["taxable"], n["tax_rate"], n["cgst"]) for n in note["lines"]] == [
        (1, "33.33", "18.00", "3.00")
    ]
    assert waiter.get(f"/api/credit-notes/{note['id']}").json == note
    read = waiter.get(f"/api/invoices/{invoice['id']}").json
    assert (read["credit_notes"], read["credited"]) == ([note], note["total"])
    assert read["total"] == invoice["total"]


def test_an_amount_is_spread_over_the_rates_and_the_rest_is_exact(manager, waiter, issued):
    invoice = issued("dal-makhani", "soda")
    first = credit(manager, invoice, amount="100.01").json
    assert first["total"] == "100.01"
    assert {line["tax_rate"] for line in first["lines"]} == {"5.00", "18.00"}
    rest = Decimal(invoice["total"]) - Decimal("100.01")
    too_much = credit(manager, invoice, amount=str(rest + Decimal("0.01")))
    refusal(too_much, 422, "amount")
    second = credit(manager, invoice, amount=str(rest)).json
    for name in ("taxable", "cgst", "sgst", "round_off", "total"):
        assert total([first, second], name) == Decimal(invoice[name])
    refusal(credit(manager, invoice, amount="0.01"), 409, code="nothing-left-to-credit")
    refusal(
        credit(manager, invoice, lines=[{"line_no": 1, "quantity": 1}]),
        409,
        code="nothing-left-to-credit",
    )
    assert waiter.get(f"/api/invoices/{invoice['id']}").json["credited"] == invoice["total"]


def test_an_amount_and_then_the_portions_give_back_the_invoice(manager, issued):
    invoice = issued(lines=[{"item_code": "soda", "quantity": 3}])
    notes = [credit(manager, invoice, amount="10.00").json]
    notes += [
        credit(manager, invoice, lines=[{"line_no": 1, "quantity": quantity}]).json
        for quantity in (1, 2)
    ]
    assert total(notes) == Decimal(invoice["total"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "amount"),
        ({"amount": "1.00", "lines": [{"line_no": 1, "quantity": 1}]}, "amount"),
        ({"amount": "0.00"}, "amount"),
        ({"amount": "-1.00"}, "amount"),
        ({"amount": 1}, "amount"),
        ({"amount": "999.00"}, "amount"),
        ({"amount": "1.00", "reason": " "}, "reason"),
        ({"lines": []}, "lines"),
        ({"lines": [{"line_no": 9, "quantity": 1}]}, "lines/0/line_no"),
        ({"lines": [{"line_no": 1, "quantity": 2}]}, "lines/0/quantity"),
        ({"lines": [{"line_no": 1, "quantity": 0}]}, "lines/0/quantity"),
        ({"lines": [{"line_no": 1, "quantity": 1}] * 2}, "lines/1/line_no"),
        ({"lines": [{"line_no": 1, "quantity": 1, "price": "1.00"}]}, "lines/0/price"),
    ],
)
def test_what_cannot_be_credited_is_refused_by_name(manager, database, issued, body, field):
    invoice = issued("lassi")
    counters = "SELECT kind, last_serial FROM invoice_counters ORDER BY kind"
    before = database.execute(counters).fetchall()
    refusal(credit(manager, invoice, **body), 422, field)
    assert database.execute(counters).fetchall() == before


def test_eight_at_once_give_back_no_more_than_the_invoice(manager, issued):
    invoice = issued("lassi")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: credit(manager, invoice, amount="30.00"), range(8)))
    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [422] * 5


def test_credit_notes_have_numbers_of_their_own_without_a_gap(manager, database, issued):
    invoice = issued("lassi")
    for _ in range(3):
        assert credit(manager, invoice, amount="1.00").status_code == 201
    serials = [row[0] for row in database.execute("SELECT serial FROM credit_notes ORDER BY 1")]
    assert serials == list(range(1, len(serials) + 1))
