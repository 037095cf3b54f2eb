"""Invoices through the API: what is on them, whose they are, and what is refused by name."""

import psycopg
import pytest

from chitrail.ids import new_id
from tests.api.invoices.conftest import GSTIN, IDENTITY

BUYER = {
    "buyer_name": "Asha Traders",
    "buyer_address": "7 Residency Road\nBengaluru",
    "buyer_gstin": "27AAPFU0939F1ZV",
}


def refusal(answer, status, field=None, code=None):
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    if field is not None:
        assert answer.json["errors"][0]["field"] == field
    if code is not None:
        assert answer.json["code"] == code


def test_an_invoice_says_everything(waiter, paid, identity):
    order = paid("dal-makhani", "butter-naan", "soda")
    answer = waiter.post(f"/api/orders/{order['id']}/invoice", BUYER)
    assert answer.status_code == 201, answer.text
    invoice = answer.json
    assert answer.headers["Location"] == f"/api/invoices/{invoice['id']}"
    assert (invoice["kind"], invoice["order_id"]) == ("TAX_INVOICE", order["id"])
    assert invoice["number"].startswith("SL/")
    assert len(invoice["number"]) == 15
    assert invoice["seller"] == {
        "outlet_name": "Spice Lane",
        "name": IDENTITY["legal_name"],
        "address": IDENTITY["address"],
        "state_code": "29",
        "state": "Karnataka",
        "gstin": GSTIN,
        "fssai_number": "11223344556677",
    }
    assert invoice["buyer"] == {
        "name": "Asha Traders",
        "address": "7 Residency Road\nBengaluru",
        "gstin": "27AAPFU0939F1ZV",
    }
    assert [
        (line["hsn_code"], line["taxable"], line["tax_rate"], line["cgst"], line["sgst"])
        for line in invoice["lines"]
    ] == [
        ("996331", "220.50", "5.00", "5.51", "5.51"),
        ("996331", "45.00", "5.00", "1.13", "1.13"),
        ("996331", "33.33", "18.00", "3.00", "3.00"),
    ]
    sums = ("gross", "discount", "taxable", "cgst", "sgst", "round_off", "total")
    assert [invoice[name] for name in sums] == [
        *("298.83", "0.00", "298.83", "9.64", "9.64", "-0.11", "318.00")
    ]
    assert invoice["total"] == order["total"]
    assert invoice["amount_in_words"] == "Rupees three hundred eighteen only"
    assert waiter.get(f"/api/invoices/{invoice['id']}").json == invoice


def test_the_same_order_again_gives_the_same_invoice(waiter, issued):
    invoice = issued("lassi", buyer=BUYER)
    path = f"/api/orders/{invoice['order_id']}/invoice"
    for body in ({}, BUYER):
        again = waiter.post(path, body)
        assert (again.status_code, again.json) == (200, invoice)
    other = waiter.post(path, {**BUYER, "buyer_name": "Ravi Traders"})
    refusal(other, 409, code="invoice-issued")
    assert other.json["invoice_id"] == invoice["id"]


def test_it_stays_as_it_was_when_the_outlet_moves(waiter, manager, issued):
    invoice = issued("lassi")
    moved = {**IDENTITY, "legal_name": "Spice Lane Holdings", "address": "1 New Street"}
    assert manager.post("/api/invoices/settings", moved).status_code == 200
    try:
        assert waiter.get(f"/api/invoices/{invoice['id']}").json == invoice
    finally:
        manager.post("/api/invoices/settings", IDENTITY)


def test_an_order_that_is_not_settled_or_not_ours_has_none(waiter, calling, paid, identity):
    order = waiter.order("lassi")
    refusal(waiter.post(f"/api/orders/{order['id']}/invoice"), 409, code="not-invoiceable")
    assert waiter.post(f"/api/orders/{order['id']}/cancel", {"reason": "left"}).status_code == 200
    refusal(waiter.post(f"/api/orders/{order['id']}/invoice"), 409, code="not-invoiceable")
    refusal(waiter.post(f"/api/orders/{new_id()}/invoice"), 404)
    theirs = calling("waiter", "other-place")
    refusal(theirs.post(f"/api/orders/{paid('lassi')['id']}/invoice"), 404)
    own = paid("lassi", caller=theirs)
    refusal(theirs.post(f"/api/orders/{own['id']}/invoice"), 409, code="tax-identity-missing")
    refusal(theirs.get("/api/invoices/settings"), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"buyer_gstin": "27AAPFU0939F1ZV"}, "buyer_name"),
        (
            {"buyer_gstin": "27AAPFU0939F1ZV", "buyer_name": "A", "buyer_address": " "},
            "buyer_address",
        ),
        ({**BUYER, "buyer_gstin": "27AAPFU0939F1ZW"}, "buyer_gstin"),
        ({**BUYER, "buyer_gstin": "27aapfu0939f1zv"}, "buyer_gstin"),
        ({**BUYER, "buyer_gstin": "99AAPFU0939F1ZV"}, "buyer_gstin"),
        ({"buyer_name": "x" * 101}, "buyer_name"),
        ({"buyer_name": "a\nb"}, "buyer_name"),
        ({"buyer_email": "a@b.example"}, "buyer_email"),
        ({"buyer_name": 7}, "buyer_name"),
    ],
)
def test_a_buyer_that_is_none_is_refused_by_name(waiter, database, paid, identity, body, field):
    order = paid("lassi")
    before = database.execute("SELECT last_serial FROM invoice_counters").fetchall()
    refusal(waiter.post(f"/api/orders/{order['id']}/invoice", body), 422, field)
    assert database.execute("SELECT last_serial FROM invoice_counters").fetchall() == before


def test_from_fifty_thousand_on_the_buyer_is_named(waiter, paid, identity):
    lines = [{"item_code": "dal-makhani", "quantity": 227}]
    order = paid(lines=lines)
    path = f"/api/orders/{order['id']}/invoice"
    refusal(waiter.post(path), 422, "buyer_name")
    refusal(waiter.post(path, {"buyer_name": "Ravi"}), 422, "buyer_address")
    named = waiter.post(path, {"buyer_name": "Ravi", "buyer_address": "Mysuru"})
    assert named.status_code == 201, named.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"gstin": "29AAGCB7383J1Z5"}, "gstin"),
        ({"gstin": "27AAPFU0939F1ZV"}, "gstin"),
        ({"gstin": None, "scheme": "COMPOSITION"}, "gstin"),
        ({"state_code": "28"}, "state_code"),
        ({"state_code": "7"}, "state_code"),
        ({"series": "LONG"}, "series"),
        ({"series": "sl"}, "series"),
        ({"series": "SL\n"}, "series"),
        ({"series": ""}, "series"),
        ({"series": "CN"}, "credit_note_series"),
        ({"credit_note_series": "C/"}, "credit_note_series"),
        ({"hsn_code": "99"}, "hsn_code"),
        ({"fssai_number": "123"}, "fssai_number"),
        ({"legal_name": " "}, "legal_name"),
        ({"address": "\n "}, "address"),
        ({"scheme": "NONE"}, "scheme"),
        ({"footer": "\u0007"}, "footer"),
    ],
)
def test_settings_that_cannot_be_are_refused_by_name(manager, identity, change, field):
    before = manager.get("/api/invoices/settings").json
    refusal(manager.post("/api/invoices/settings", {**IDENTITY, **change}), 422, field)
    assert manager.get("/api/invoices/settings").json == before


def test_settings_are_read_as_they_were_made(waiter, manager, identity):
    assert {name: identity[name] for name in IDENTITY} == IDENTITY
    assert (identity["state"], identity["hsn_code"]) == ("Karnataka", "996331")
    assert waiter.get("/api/invoices/settings").json.keys() == identity.keys()
    assert waiter.get("/api/outlets/spice-lane").json["gstin"] == GSTIN


def test_a_series_numbers_one_kind_of_documents(manager, issued):
    issued("lassi")
    swapped = {**IDENTITY, "series": "B", "credit_note_series": "SL"}
    refusal(manager.post("/api/invoices/settings", swapped), 422, "credit_note_series")
    composition = {**IDENTITY, "scheme": "COMPOSITION"}
    refusal(manager.post("/api/invoices/settings", composition), 422, "series")


def test_lists_are_filtered_and_paged(waiter, calling, issued):
    invoices = [issued("lassi", buyer=BUYER), issued("soda"), issued("dal-makhani")]
    newest = waiter.get("/api/invoices?limit=2").json
    assert [row["id"] for row in newest["data"]] == [i["id"] for i in reversed(invoices[1:])]
    following = waiter.get(f"/api/invoices?limit=1&cursor={newest['page']['next']}").json
    assert following["data"][0]["id"] == invoices[0]["id"]
    number = waiter.get(f"/api/invoices?number={invoices[1]['number']}").json["data"]
    assert [row["id"] for row in number] == [invoices[1]["id"]]
    order = waiter.get(f"/api/invoices?order_id={invoices[2]['order_id']}").json["data"]
    assert [row["id"] for row in order] == [invoices[2]["id"]]
    buyer = waiter.get("/api/invoices?limit=1&buyer_gstin=27AAPFU0939F1ZV").json["data"]
    assert [row["id"] for row in buyer] == [invoices[0]["id"]]
    day = waiter.get(f"/api/invoices?business_date={invoices[0]['business_date']}").json
    assert {i["id"] for i in invoices} <= {row["id"] for row in day["data"]}
    assert waiter.get("/api/invoices?business_date=2001-01-01").json["data"] == []
    assert calling("manager", "other-place").get("/api/invoices").json["data"] == []
    refusal(waiter.get("/api/invoices?business_date=soon"), 422, "business_date")


def test_another_outlets_invoice_does_not_exist(calling, manager, issued):
    invoice = issued("lassi")
    path = f"/api/invoices/{invoice['id']}"
    note = manager.post(f"{path}/credit-notes", {"reason": "x", "amount": "1.00"}).json
    stranger = calling("manager", "other-place")
    refusal(stranger.get(path), 404)
    refusal(stranger.get(f"{path}/print"), 404)
    refusal(stranger.post(f"{path}/credit-notes", {"reason": "x", "amount": "1.00"}), 404)
    refusal(stranger.get(f"/api/credit-notes/{note['id']}"), 404)
    refusal(stranger.get(f"/api/credit-notes/{note['id']}/print"), 404)


def test_the_bill_of_an_invoice_is_not_changed(database, issued):
    invoice = issued("lassi")
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        database.execute(
            "UPDATE orders SET round_off_paise = round_off_paise + 1, total_paise = total_paise + 1"
            " WHERE id = %s",
            (invoice["order_id"],),
        )
    assert refused.value.diag.constraint_name == "orders_invoiced"


def test_a_void_line_is_not_on_the_invoice_and_an_invoiced_order_takes_no_more(waiter, identity):
    order = waiter.order("dal-makhani", "soda")
    lines = f"/api/orders/{order['id']}/lines"
    void = waiter.post(f"{lines}/{order['lines'][0]['id']}/void", {"reason": "sent back"})
    assert void.status_code == 200, void.text
    waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    invoice = waiter.post(f"/api/orders/{order['id']}/invoice").json
    assert [(line["item_name"], line["line_no"]) for line in invoice["lines"]] == [("Soda", 2)]
    assert invoice["total"] == "39.00"
    more = waiter.post(lines, {"lines": [{"item_code": "lassi", "quantity": 1}]})
    assert more.status_code == 409, more.text
    assert waiter.get(f"/api/orders/{order['id']}").json["total"] == "39.00"


def test_an_order_of_void_lines_has_none(waiter, identity):
    order = waiter.order("soda")
    path = f"/api/orders/{order['id']}"
    waiter.post(f"{path}/lines/{order['lines'][0]['id']}/void", {"reason": "sent back"})
    refusal(waiter.post(f"{path}/invoice"), 409, code="not-invoiceable")
