"""Promotions and coupons of the small restaurant, and transactions as the application has them."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine

from api.database import LIBPQ
from tests.support.restaurant import OUTLET, Caller

AS_APPLICATION = f"-c timezone=UTC -c role=chitrail_app -c chitrail.outlet={OUTLET}"
_numbers = itertools.count(1)


@pytest.fixture
def promoted(
    manager: Caller, database: psycopg.Connection
) -> Iterator[Callable[..., dict[str, Any]]]:
    """promoted(kind="AMOUNT", amount="50") makes a promotion with a code of its own; off after the test."""

    def of(caller: Caller = manager, **terms: Any) -> dict[str, Any]:
        body = {"code": f"promotion-{next(_numbers):06}", "name": "Offer", **terms}
        answer = caller.post("/api/discounts/promotions", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.get_json()
        return made

    yield of
    ended = (
        "INSERT INTO promotion_versions SELECT (jsonb_populate_record(v, jsonb_build_object("
        " 'version', v.version + 1, 'active', false))).* FROM promotion_versions v"
        " JOIN promotions p ON p.id = v.promotion_id AND p.version = v.version WHERE v.active"
    )
    with database.transaction():
        database.execute(ended)
        database.execute(
            "UPDATE promotions p SET version = (SELECT max(version) FROM promotion_versions"
            " WHERE promotion_id = p.id)"
        )


@pytest.fixture
def couponed(
    manager: Caller, promoted: Callable[..., dict[str, Any]]
) -> Callable[..., dict[str, Any]]:
    """couponed(max_uses=10) makes a coupon for 50.00 off."""

    def of(**limits: Any) -> dict[str, Any]:
        offer = promoted(kind="AMOUNT", amount="50", by_coupon=True)
        body = {"promotion_id": offer["id"], "code": f"coupon-{next(_numbers)}", **limits}
        answer = manager.post("/api/discounts/coupons", body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.get_json()
        return made

    return of


@pytest.fixture(scope="module")
def engine(restaurant_url: str) -> Iterator[Engine]:
    """Transactions under the application's role, enough for 50 at once."""
    engine = create_engine(
        restaurant_url,
        pool_size=50,
        connect_args={**LIBPQ, "options": AS_APPLICATION},
    )
    yield engine
    engine.dispose()
