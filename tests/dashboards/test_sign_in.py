"""Signing in: the real API checks the password; the token lives in a cookie scripts cannot read."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import requests

from tests.dashboards import snapshots
from tests.dashboards.conftest import Site, StartSite, token_of
from tests.support import restaurant
from tests.support.ports import free_port
from tests.support.processes import Program
from tests.support.settings import environment
from tests.support.waiting import eventually


@pytest.fixture(scope="module")
def with_api(
    start_site: StartSite, module_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    restaurant.build(module_database_url)
    home, port = tmp_path_factory.mktemp("api"), free_port()
    env = environment(module_database_url, home, CHITRAIL_API_PORT=port, CHITRAIL_API_WORKERS=1)
    with Program(["api"], env, home / "api.log") as api:
        api.wait_for_url(f"http://127.0.0.1:{port}/readyz")
        running = start_site(CHITRAIL_API_URL=f"http://127.0.0.1:{port}")
        running = replace(running, api_url=f"http://127.0.0.1:{port}")
        snapshots.write(running.snapshot)
        yield running


def send(
    site: Site, username: str, password: str, *, target: str = "/manager/stock", **headers: str
) -> requests.Response:
    form = {"username": username, "password": password, "next": target}
    return requests.post(
        f"{site.url}/manager/sign-in", data=form, headers=headers, timeout=20, allow_redirects=False
    )


def test_a_manager_signs_in_and_out(with_api: Site):
    browser = requests.Session()
    start = browser.get(f"{with_api.url}/manager/stock", timeout=20)
    assert start.url.endswith("/manager/sign-in?next=/manager/stock")
    answer = send(with_api, "manager", restaurant.PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/manager/stock")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/manager/" in cookie
    browser.cookies.update(answer.cookies)
    assert "Stock and orders" in browser.get(f"{with_api.url}/manager/stock", timeout=20).text
    out = browser.post(f"{with_api.url}/manager/sign-out", timeout=20)
    assert out.url.endswith("/manager/sign-in")
    assert browser.get(f"{with_api.url}/manager/", timeout=20).url.count("sign-in") == 1


def test_a_token_that_ran_out_is_renewed_once_for_all_pages(with_api: Site):
    answer = send(with_api, "manager", restaurant.PASSWORD)
    renewal = {"chitrail_renewal": answer.cookies["chitrail_renewal"]}
    assert "HttpOnly" in answer.headers["Set-Cookie"]

    def page(_: int) -> requests.Response:
        address = f"{with_api.url}/manager/stock"
        return requests.get(address, cookies=renewal, timeout=20, allow_redirects=False)

    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(page, range(4)))
    assert {each.status_code for each in pages} == {200}
    given = {each.cookies["chitrail_session"] for each in pages}
    assert len(given) == 1
    assert given != {answer.cookies["chitrail_session"]}


def test_a_sign_in_that_ended_elsewhere_ends_here(with_api: Site):
    answer = send(with_api, "manager", restaurant.PASSWORD)
    token = answer.cookies["chitrail_session"]
    assert with_api.get("/manager/stock", token).status_code == 200
    requests.post(
        f"{with_api.api_url}/api/auth/logout",
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    ).raise_for_status()
    eventually(lambda: with_api.get("/manager/stock", token).status_code == 303, within=8)


def test_signing_out_ends_the_sign_in_at_the_api(with_api: Site):
    answer = send(with_api, "manager", restaurant.PASSWORD)
    cookies = dict(answer.cookies)
    requests.post(f"{with_api.url}/manager/sign-out", cookies=cookies, timeout=20)
    renewal = {"refresh_token": cookies["chitrail_renewal"]}
    refused = requests.post(f"{with_api.api_url}/api/auth/refresh", json=renewal, timeout=20)
    assert refused.status_code == 401


def test_a_wrong_password_is_refused_with_the_reason(with_api: Site):
    answer = send(with_api, "manager", "wrong")
    assert answer.status_code == 401
    assert "name or password is wrong" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert 'value="manager"' in answer.text


@pytest.mark.parametrize("role", ["cashier", "waiter", "kitchen"])
def test_other_roles_are_refused(with_api: Site, role: str):
    answer = send(with_api, role, restaurant.PASSWORD)
    assert answer.status_code == 403
    assert "for managers" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_form_from_another_site_is_refused(with_api: Site):
    foreign = send(with_api, "manager", restaurant.PASSWORD, Origin="https://evil.example")
    assert foreign.status_code == 403
    own = send(with_api, "manager", restaurant.PASSWORD, Origin=with_api.url)
    assert own.status_code == 303


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/manager/\\evil", ""]
)
def test_a_link_cannot_send_a_manager_elsewhere(with_api: Site, target: str):
    answer = send(with_api, "manager", restaurant.PASSWORD, target=target)
    assert answer.headers["Location"] == "/manager/"


def test_without_the_api_the_form_says_so(site: Site):
    answer = send(site, "manager", restaurant.PASSWORD)
    assert answer.status_code == 503
    assert "cannot be reached" in answer.text


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="none"),
        pytest.param("no.token.atall", id="nonsense"),
        pytest.param(token_of("manager", minutes=-10), id="expired"),
        pytest.param(token_of("cashier"), id="cashier"),
        pytest.param(token_of("manager")[:-2] + "xx", id="forged"),
    ],
)
def test_pages_need_a_managers_token(site: Site, token: str):
    answer = site.get("/manager/demand?ingredient=onion", token)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/manager/sign-in?next=/manager/demand?ingredient%3Donion"
