"""A supplier to buy of, and settings as they are in an outlet that has made none."""

import psycopg
import pytest

from tests.api.purchasing.shop import Shop, made
from tests.support.restaurant import Caller, staff_id

PIN = "730418"


@pytest.fixture(autouse=True)
def as_by_default(database: psycopg.Connection) -> None:
    database.execute("DELETE FROM purchasing_settings")
    database.execute("DELETE FROM sign_in_tries")


@pytest.fixture(scope="module")
def shop(manager: Caller) -> Shop:
    return Shop.opened(manager)


@pytest.fixture
def consent(calling, manager):
    """consent(act, subject): the admin agrees to what the manager is about to do."""

    def give(act: str, subject: str) -> str:
        made(calling("admin").post(f"/api/staff/{staff_id('admin')}/pin", {"pin": PIN}))
        body = {"act": act, "subject": subject, "approver": "admin", "pin": PIN}
        return str(made(manager.post("/api/approvals", body))["approval"])

    return give
