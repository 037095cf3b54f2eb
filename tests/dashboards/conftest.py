"""A running dashboards server on a small published snapshot."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from chitrail import tokens
from chitrail.local import frontend
from chitrail.tokens import Actor
from tests.dashboards import snapshots
from tests.dashboards.house import House, open_house
from tests.support.ports import free_port
from tests.support.processes import ROOT, Program
from tests.support.settings import SECRET_KEY, environment

NO_DATABASE = "postgresql+psycopg://nobody@127.0.0.1:1/none"
NEIGHBOURS = {
    "CHITRAIL_API_URL": "http://127.0.0.1:1",
    "CHITRAIL_REALTIME_URL": "http://127.0.0.1:1",
    "CHITRAIL_DAGSTER_URL": "http://127.0.0.1:8004",
    "RAZORPAY_BASE_URL": "https://api.razorpay.com",
}
"""Where the other servers would be; nothing listens there."""


@dataclass(frozen=True)
class Site:
    """A server's address and home; `get` asks as a manager unless told otherwise."""

    url: str
    home: Path
    program: Program
    api_url: str = ""

    @property
    def snapshot(self) -> Path:
        return self.home / "warehouse" / "chitrail.duckdb"

    def get(self, path: str, token: str | None = None, **headers: str) -> requests.Response:
        cookies = {"chitrail_session": token if token is not None else token_of("manager")}
        return requests.get(
            self.url + path, cookies=cookies, headers=headers, timeout=20, allow_redirects=False
        )


def token_of(role: str, outlet: str = snapshots.OUTLET, *, minutes: int = 60) -> str:
    actor = Actor("11111111-1111-4111-8111-111111111111", outlet, role, "Meera Nair")
    return tokens.encode(actor, SECRET_KEY, lifetime=timedelta(minutes=minutes))[0]


StartSite = Callable[..., Site]


@pytest.fixture(scope="module")
def start_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartSite]:
    """Starts dashboards servers, each in a home of its own, and ends them with the module."""
    running: list[Program] = []

    def start(home: Path | None = None, **settings: object) -> Site:
        home = home or tmp_path_factory.mktemp("home")
        port = free_port()
        own = NEIGHBOURS | {name: str(value) for name, value in settings.items()}
        env = {**environment(NO_DATABASE, home), "CHITRAIL_DASHBOARDS_PORT": str(port), **own}
        program = Program(["dashboards"], env, home / f"dashboards-{port}.log").start()
        running.append(program)
        site = Site(f"http://127.0.0.1:{port}", home, program)
        program.wait_for_url(f"{site.url}/livez")
        return site

    yield start
    for program in running:
        program.kill()


@pytest.fixture(scope="module")
def site(start_site: StartSite) -> Site:
    """A server with a published snapshot."""
    running = start_site()
    snapshots.write(running.snapshot)
    return running


@pytest.fixture(scope="session")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Runs npm in a copy of the browser code whose packages are installed from the lock."""
    work = tmp_path_factory.mktemp("web") / "src"
    shutil.copytree(frontend.SOURCES, work, ignore=shutil.ignore_patterns(*frontend.LEFT_OUT))
    product_home = Path(os.environ.get("CHITRAIL_HOME") or ROOT / ".chitrail")
    env = frontend._node_environment(product_home)

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*frontend._npm(), *arguments],
            cwd=work,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("ci", "--no-audit", "--no-fund", "--loglevel=error")
    return run


@pytest.fixture(scope="module")
def kds(
    module_database_url: str, npm: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A house with a kitchen display in it."""
    home = tmp_path_factory.mktemp("house")
    npm("run", "build", "--", "--outDir", str(home / "web" / "dist"), "--emptyOutDir")
    with open_house(module_database_url, home) as house:
        yield house
