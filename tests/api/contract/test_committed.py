"""docs/openapi.json is what the code says, and what breaks clients is not said quietly."""

import copy
import json

import pytest

from api.openapi.__main__ import committed
from tests.api.contract.breaking import breaking
from tests.support.processes import ROOT

FILE = ROOT / "docs" / "openapi.json"


@pytest.fixture
def document():
    return json.loads(FILE.read_text(encoding="utf-8"))


def test_the_committed_document_is_current(document):
    now = json.loads(committed())
    broken = breaking(document, now)
    assert now == document, (
        "run `python -m api.openapi > docs/openapi.json` and commit it; "
        f"breaking for clients: {broken or 'nothing'}"
    )
    assert committed() == FILE.read_text(encoding="utf-8")


def removed_operation(document):
    del document["paths"]["/api/orders"]["post"]
    return "operation place_order is gone"


def removed_field(document):
    del document["components"]["schemas"]["Order"]["properties"]["due"]
    return "Order.due is gone"


def demanded_field(document):
    schema = document["components"]["schemas"]["OrderRequest"]
    schema["properties"]["guests"] = {"type": "integer"}
    schema["required"].append("guests")
    return "OrderRequest.guests is newly required"


def demanded_header(document):
    given = {"name": "X-Till", "in": "header", "required": True, "schema": {"type": "string"}}
    document["paths"]["/api/orders"]["post"]["parameters"].append(given)
    return "place_order newly needs header X-Till"


def removed_parameter(document):
    document["paths"]["/api/orders"]["get"]["parameters"].pop(0)
    return "list_orders takes no query limit any more"


def another_status(document):
    responses = document["paths"]["/api/orders"]["post"]["responses"]
    responses["200"] = responses.pop("201")
    return "place_order does not answer 201 any more"


@pytest.mark.parametrize(
    "change",
    [
        removed_operation,
        removed_field,
        demanded_field,
        demanded_header,
        removed_parameter,
        another_status,
    ],
)
def test_what_breaks_clients_is_named(document, change):
    after = copy.deepcopy(document)
    said = change(after)
    assert breaking(document, after) == [said]


def test_additions_break_nothing(document):
    after = copy.deepcopy(document)
    order = after["components"]["schemas"]["Order"]
    order["properties"]["guests"] = {"type": "integer"}
    order["required"].append("guests")
    after["paths"]["/api/new"] = {}
    assert breaking(document, after) == []
