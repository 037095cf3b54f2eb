"""A running gateway with one kitchen, and screens for it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from chitrail import audiences, tokens
from tests.support.kitchen import OUTLET, Kitchen
from tests.support.notices import hang_orders
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.screens import Screen
from tests.support.settings import SECRET_KEY, environment

CURRY = audiences.kitchen(OUTLET, "curry")
SCREEN_ORIGIN = "http://screens.example"


def token(actor: tokens.Actor, *, lifetime: timedelta = timedelta(hours=1)) -> str:
    return tokens.encode(actor, SECRET_KEY, lifetime=lifetime)[0]


def staff(role: str, outlet: str = OUTLET) -> tokens.Actor:
    return tokens.Actor("00000000-0000-0000-0000-000000000001", outlet, role, role.title())


class Gateways:
    """Gateway processes on one database."""

    def __init__(self, database_url: str, home: Path) -> None:
        self.database_url = database_url
        self.home = home
        self.programs: list[Program] = []

    def start(self, port: int | None = None) -> tuple[Program, str]:
        port = port or free_port()
        env = environment(
            self.database_url,
            self.home,
            CHITRAIL_REALTIME_PORT=port,
            CHITRAIL_ALLOWED_ORIGINS=SCREEN_ORIGIN,
        )
        program = Program(["api.realtime"], env, self.home / f"realtime-{port}.log")
        self.programs.append(program)
        program.start()
        url = f"http://127.0.0.1:{port}"
        program.wait_for_url(f"{url}/livez")
        return program, url


@pytest.fixture(scope="module")
def gateways(
    module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateways]:
    made = Gateways(module_database_url, tmp_path_factory.mktemp("gateway"))
    yield made
    for program in made.programs:
        program.kill()


@pytest.fixture(scope="module")
def gateway(gateways: Gateways) -> str:
    """Address of a gateway all tests of the module share."""
    return gateways.start()[1]


@pytest.fixture(scope="module")
def sql(module_database_url: str) -> Iterator[psycopg.Connection[Any]]:
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def kitchen(sql: psycopg.Connection[Any]) -> Kitchen:
    return Kitchen(sql)


@pytest.fixture(scope="module")
def hang(module_database_url: str, kitchen: Kitchen) -> Callable[[int], object]:
    """Hangs a number of orders on the rail: one notification each to the curry station."""
    url = module_database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    return lambda count: hang_orders(url, kitchen, count)


@pytest.fixture
def screen(gateway: str) -> Iterator[Callable[..., Screen]]:
    """Makes screens, by default the display of the curry station."""
    made: list[Screen] = []

    def make(
        audience: str = CURRY, actor: tokens.Actor | None = None, url: str = gateway
    ) -> Screen:
        actor = actor or tokens.display_actor(OUTLET, "curry")
        made.append(Screen(url, token(actor), audience))
        return made[-1]

    yield make
    for each in made:
        each.drop()
