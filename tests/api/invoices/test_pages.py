"""Pages to print: they say what the law asks for, load nothing, run nothing, and let no text be markup."""

import base64
import hashlib
import re
from html import unescape

import pytest

from tests.api.invoices.test_issuing import BUYER, refusal

EVIL = "<script>alert(1)</script>\" ' & </title>"


def text_of(page: str) -> str:
    body = page.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def printed(caller, path, paper):
    answer = caller.get(f"{path}/print?format={paper}")
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "text/html; charset=utf-8"
    return answer


@pytest.mark.parametrize("paper", ["80mm", "a4"])
def test_an_invoice_on_paper(waiter, issued, paper):
    invoice = issued("dal-makhani", "soda", buyer=BUYER)
    text = text_of(printed(waiter, f"/api/invoices/{invoice['id']}", paper).text)
    for part in (
        *("Tax invoice", "Spice Lane", "12 MG Road", "Karnataka (29)", "FSSAI 11223344556677"),
        *("GSTIN 29AAGCB7383J1Z4", invoice["number"], "Asha Traders", "27AAPFU0939F1ZV"),
        *("7 Residency Road", "996331", "Dal Makhani", "Soda", "220.50", "5.51", "18%"),
        *(f"₹{invoice['total']}", invoice["amount_in_words"], "Thank you, come again"),
    ):
        assert part in text
    day = "-".join(reversed(invoice["invoice_date"].split("-")))
    assert day in text


@pytest.mark.parametrize("paper", ["80mm", "a4"])
def test_a_credit_note_on_paper(manager, issued, paper):
    invoice = issued("dal-makhani", "soda")
    body = {"reason": "cold soup", "lines": [{"line_no": 2, "quantity": 1}]}
    note = manager.post(f"/api/invoices/{invoice['id']}/credit-notes", body).json
    text = text_of(printed(manager, f"/api/credit-notes/{note['id']}", paper).text)
    for part in (
        "Credit note",
        note["number"],
        invoice["number"],
        "cold soup",
        "Soda",
        note["total"],
    ):
        assert part in text
    assert "Dal Makhani" not in text


@pytest.mark.parametrize("paper", ["80mm", "a4"])
def test_no_text_becomes_markup(manager, waiter, issued, identity, paper):
    changed = {"legal_name": EVIL, "address": EVIL, "footer": EVIL}
    own = {name: value for name, value in identity.items() if name not in ("outlet_id", "state")}
    del own["updated_at"]
    assert manager.post("/api/invoices/settings", {**own, **changed}).status_code == 200
    try:
        buyer = {"buyer_name": EVIL, "buyer_address": EVIL}
        invoice = issued("lassi", buyer=buyer)
    finally:
        manager.post("/api/invoices/settings", own)
    page = printed(waiter, f"/api/invoices/{invoice['id']}", paper).text
    assert "<script" not in page
    assert text_of(page).count(EVIL) == (5 if paper == "80mm" else 6)


@pytest.mark.parametrize("paper", ["80mm", "a4"])
def test_a_page_is_whole_by_itself(waiter, issued, paper):
    answer = printed(waiter, f"/api/invoices/{issued('lassi')['id']}", paper)
    assert not re.search(r"(?:src|href|url\()\s*=?", answer.text)
    style = re.search(r"<style>(.*)</style>", answer.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_another_paper_is_refused(waiter, issued):
    refusal(waiter.get(f"/api/invoices/{issued('lassi')['id']}/print?format=a3"), 422, "format")
