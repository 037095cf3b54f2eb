"""A database with one outlet, and a warehouse that is fed from it."""

from datetime import date

import pytest

from tests.support.building import building
from tests.support.trade import Trade

DAY = date(2026, 11, 2)


@pytest.fixture
def trade(connect):
    shop = Trade(connect())
    shop.open_outlet()
    return shop


@pytest.fixture
def warehouse(tmp_path, database_url):
    return building(tmp_path, database_url)
