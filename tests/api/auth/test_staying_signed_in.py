"""The demonstration's client stays signed in: by its refresh token, and by its password when that fails."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from chitrail.demo.client import Client, Refused
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.restaurant import PASSWORD, staff_id
from tests.support.settings import environment


@pytest.fixture(scope="module")
def address(restaurant_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home, port = tmp_path_factory.mktemp("api"), free_port()
    env = environment(restaurant_url, home, CHITRAIL_API_PORT=port, CHITRAIL_API_WORKERS=1)
    with Program(["api"], env, home / "api.log") as api:
        api.wait_for_url(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}"


def run_out(client: Client) -> None:
    """Fifteen minutes pass: the token is not good any more."""
    client.session.headers["Authorization"] = "Bearer it-ran-out"


def sign_ins(database) -> int:
    return database.execute("SELECT count(*) FROM sessions").fetchone()[0]


def test_threads_that_share_a_person_renew_once(address, database):
    client = Client(address, "waiter", PASSWORD)
    before = sign_ins(database)
    run_out(client)
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: client.get("/api/auth/me"), range(6)))
    assert {answer["subject"] for answer in answers} == {str(staff_id("waiter"))}
    assert sign_ins(database) == before


def test_a_sign_in_that_ended_is_begun_again(address, database):
    client = Client(address, "waiter", PASSWORD)
    before = sign_ins(database)
    client.post("/api/auth/logout-everywhere")
    run_out(client)
    assert client.get("/api/auth/me")["subject"] == str(staff_id("waiter"))
    assert sign_ins(database) == before + 1


def test_somebody_who_was_dismissed_is_refused(address, database):
    client = Client(address, "kitchen", PASSWORD)
    database.execute("UPDATE staff SET active = false WHERE username = 'kitchen'")
    run_out(client)
    with pytest.raises(Refused, match="wrong-credentials"):
        client.get("/api/auth/me")
