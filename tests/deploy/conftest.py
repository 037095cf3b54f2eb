"""The real processes behind the real door: the API, two realtime gateways and the dashboards behind nginx."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.support import restaurant
from tests.support.nginx import Nginx
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import environment

BEHIND_THE_DOOR = ("API", "REALTIME", "DASHBOARDS")


class Neighbour(BaseHTTPRequestHandler):
    """Stands where Dagster would: says what it was asked."""

    def do_GET(self) -> None:
        """The path, as text."""
        said = self.path.encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class House:
    """Ports of what runs behind the door, and a database to look into."""

    upstreams: dict[str, list[int]]
    database_url: str
    door: Nginx
    """The door whose address the processes take for their own."""


@pytest.fixture(scope="module")
def house(module_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    restaurant.build(module_database_url)
    folder: Path = tmp_path_factory.mktemp("house")
    ports = {"api": [free_port()], "realtime": [free_port(), free_port()]}
    ports["dashboards"] = [free_port()]
    dagster = ThreadingHTTPServer(("127.0.0.1", 0), Neighbour)
    ports["dagster"] = [dagster.server_port]
    threading.Thread(target=dagster.serve_forever, daemon=True).start()
    # Open before anybody is behind it, so that nobody takes its port meanwhile.
    door = Nginx(tmp_path_factory.mktemp("door"), ports).start()
    variables = {
        **{f"CHITRAIL_{name}_URL": door.url for name in BEHIND_THE_DOOR},
        "CHITRAIL_API_PORT": str(ports["api"][0]),
        "CHITRAIL_DASHBOARDS_PORT": str(ports["dashboards"][0]),
        "CHITRAIL_API_WORKERS": "1",
    }
    running = []
    for module, port in (
        ("api", ports["api"][0]),
        ("dashboards", ports["dashboards"][0]),
        *(("api.realtime", port) for port in ports["realtime"]),
    ):
        own = variables | {"CHITRAIL_REALTIME_PORT": str(port)}
        env = environment(module_database_url, folder / "home") | own
        running.append((Program([module], env, folder / f"{port}.log").start(), port))
    for program, port in running:
        program.wait_for_url(f"http://127.0.0.1:{port}/livez")
    yield House(ports, module_database_url, door)
    for program, _ in running:
        program.kill()
    door.stop()
    dagster.shutdown()
    dagster.server_close()


@pytest.fixture(scope="module")
def door(house: House) -> Nginx:
    """nginx as docker-compose.yml sets it, in front of the house."""
    return house.door
