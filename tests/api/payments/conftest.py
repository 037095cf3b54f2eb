"""The API with a real sandbox as its gateway."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chitrail.settings import Settings
from tests.support.processes import Program
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
def api_environment(
    restaurant_url: str, sandbox: RunningSandbox, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Environment of the API and its janitor."""
    return environment(
        restaurant_url,
        tmp_path_factory.mktemp("home"),
        RAZORPAY_BASE_URL=sandbox.url,
        RAZORPAY_TIMEOUT_SECONDS="2",
        RAZORPAY_POLL_SECONDS="0.5",
    )


@pytest.fixture(scope="module")
def settings(api_environment: dict[str, str]) -> Settings:
    return Settings.from_env(api_environment)


@pytest.fixture(scope="module")
def janitor(
    api_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    """The janitor as a process of its own."""
    log: Path = tmp_path_factory.mktemp("janitor") / "janitor.log"
    with Program(["api.janitor"], api_environment, log) as program:
        program.wait_for_line("janitor ready")
        yield program


@pytest.fixture
def begun(waiter: Caller) -> dict[str, Any]:
    """An order with an online payment begun."""
    order = waiter.order("dal-makhani", "butter-naan")
    response = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.get_json()
    return found
