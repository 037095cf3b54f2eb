"""One API process with the small restaurant and a sandbox, for clients that know nothing but the address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.app import create_app
from chitrail.settings import Settings
from tests.api.auth import things
from tests.support import restaurant
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.restaurant import OUTLET, Caller, actor
from tests.support.sandbox import RunningSandbox
from tests.support.settings import environment


@dataclass(frozen=True)
class Served:
    """Where it listens, and one thing of every kind in it by the names of path parameters."""

    url: str
    sandbox: RunningSandbox
    things: dict[str, str]
    program: Program


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[Served]:
    """Until the end of the block; the database must be migrated and empty."""
    restaurant.build(database_url)
    sandbox = RunningSandbox(folder, webhook_url="")
    sandbox.start()
    port = free_port()
    env = environment(
        database_url, folder / "home", CHITRAIL_API_PORT=port, RAZORPAY_BASE_URL=sandbox.url
    )
    try:
        found = _one_of_each(Settings.from_env(env))
        with Program(["api"], env, folder / "api.log") as api:
            url = f"http://127.0.0.1:{port}"
            api.wait_for_url(f"{url}/readyz")
            yield Served(url, sandbox, found, api)
    finally:
        sandbox.program.kill()


def _one_of_each(settings: Settings) -> dict[str, str]:
    app = create_app(settings)
    try:
        return things.make(lambda role, outlet=OUTLET: Caller(app, actor(role, outlet)))
    finally:
        app.extensions["database"].dispose()
