"""docs/settlements.md names every kind, column, route and command there is."""

import re
import typing

import pytest

from api.books.routes import routes as books
from api.settlements.recon_file import NAMES, REQUIRED
from api.settlements.routes import routes as settlements
from api.settlements.schemas import Kind
from tests.support.processes import ROOT

TEXT = (ROOT / "docs" / "settlements.md").read_text(encoding="utf-8")
ACCOUNTS = ("GATEWAY", "BANK", "GATEWAY_FEES", "GATEWAY_GST", "SUSPENSE")


@pytest.mark.parametrize("word", [*typing.get_args(Kind), *NAMES, *REQUIRED, *ACCOUNTS])
def test_every_word_of_the_trade_is_explained(word):
    assert f"`{word}`" in TEXT


@pytest.mark.parametrize("route", [*settlements, *books], ids=lambda route: route.name)
def test_every_route_is_listed(route):
    path = route.path.replace("<settlement_id>", "<id>").replace("<uuid:exception_id>", "<id>")
    assert f"`{route.method} {path}" in TEXT


def test_the_required_columns_are_those_of_the_reader():
    sentence = TEXT.partition("these must be there: ")[2].partition(". Read where")[0]
    assert tuple(re.findall(r"`(\w+)`", sentence)) == REQUIRED
