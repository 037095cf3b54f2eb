"""The API on a database with a small restaurant; one of each per module."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from api.app import create_app
from chitrail.settings import Settings
from tests.support import restaurant
from tests.support.restaurant import OUTLET, Caller
from tests.support.settings import environment


@pytest.fixture(scope="module")
def restaurant_url(module_database_url: str) -> str:
    """Database with the restaurant of tests.support.restaurant."""
    restaurant.build(module_database_url)
    return module_database_url


@pytest.fixture(scope="module")
def settings(restaurant_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home: Path = tmp_path_factory.mktemp("home")
    return Settings.from_env(
        environment(restaurant_url, home, CHITRAIL_ALLOWED_ORIGINS="https://till.example")
    )


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    yield app
    app.extensions["database"].dispose()


@pytest.fixture(scope="module")
def calling(app: Flask) -> Callable[..., Caller]:
    """calling("waiter") gives a caller of the restaurant; calling("waiter", OTHER_OUTLET) a stranger."""

    def of(role: str, outlet: str = OUTLET) -> Caller:
        return Caller(app, restaurant.actor(role, outlet))

    return of


@pytest.fixture(scope="module")
def waiter(calling: Callable[..., Caller]) -> Caller:
    return calling("waiter")


@pytest.fixture(scope="module")
def cook(calling: Callable[..., Caller]) -> Caller:
    return calling("kitchen")


@pytest.fixture(scope="module")
def manager(calling: Callable[..., Caller]) -> Caller:
    return calling("manager")


@pytest.fixture
def database(restaurant_url: str) -> Iterator[psycopg.Connection]:
    """An autocommit connection, to look behind the API."""
    url = restaurant_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection
