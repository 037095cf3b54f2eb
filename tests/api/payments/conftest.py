"""The API with a real sandbox as its gateway."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chitrail.settings import Settings
from tests.support.restaurant import Caller
from tests.support.sandbox import RunningSandbox
from tests.support.settings import environment


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    running = RunningSandbox(tmp_path_factory.mktemp("sandbox"), webhook_url="")
    running.start()
    yield running
    running.program.kill()


@pytest.fixture(scope="module")
def settings(restaurant_url: str, sandbox: RunningSandbox, tmp_path_factory: Any) -> Settings:
    home: Path = tmp_path_factory.mktemp("home")
    env = environment(restaurant_url, home, RAZORPAY_BASE_URL=sandbox.url)
    return Settings.from_env(env)


@pytest.fixture
def begun(waiter: Caller) -> dict[str, Any]:
    """An order with an online payment begun."""
    order = waiter.order("dal-makhani", "butter-naan")
    response = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.get_json()
    return found
