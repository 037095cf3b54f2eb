"""docs/invoices.md shows an invoice as the API gives it, and every route there is."""

import json
import re

from api.invoices.routes import routes
from tests.support.processes import ROOT

TEXT = (ROOT / "docs" / "invoices.md").read_text(encoding="utf-8")
OF_ONE_INVOICE = {"id", "order_id", "order_number", "number", "invoice_date", "business_date"}


def shown(example, value):
    """Whether a value is what the example shows of it; "..." leaves things out."""
    if isinstance(example, dict):
        return all(
            name == "..."
            or (name in value and (name in OF_ONE_INVOICE or shown(part, value[name])))
            for name, part in example.items()
        )
    if isinstance(example, list):
        return len(example) == len(value) and all(map(shown, example, value))
    return example == value


def test_the_example_is_an_invoice_of_a_soda(issued):
    block = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert block is not None
    example, invoice = json.loads(block[1]), issued("soda")
    assert shown(example, invoice)
    assert re.sub("[0-9]", "0", example["number"]) == re.sub("[0-9]", "0", invoice["number"])


def test_every_route_is_in_it():
    named = re.sub(r"\$\w+", "{}", TEXT)
    for route in routes:
        assert re.sub(r"\{\w+\}", "{}", route.template) in named
