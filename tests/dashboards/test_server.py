"""The process: addresses, headers, files of the kitchen display, a clean stop."""

import gzip

import pytest
import requests

from tests.dashboards.conftest import Site, StartSite

POLICY = "Content-Security-Policy"


def test_configuration_names_the_other_servers(start_site: StartSite):
    running = start_site(
        CHITRAIL_API_URL="https://api.example/", CHITRAIL_REALTIME_URL="http://127.0.0.1:8123"
    )
    assert running.get("/config.json").json() == {
        "api_url": "https://api.example",
        "realtime_url": "http://127.0.0.1:8123",
    }
    connect = running.get("/kds/").headers[POLICY]
    assert (
        "connect-src 'self' https://api.example http://127.0.0.1:8123 ws://127.0.0.1:8123;"
        in connect
    )


def test_first_page_links_every_part(site: Site):
    html = site.get("/").text
    for link in ("/kds/", "/manager/", "http://127.0.0.1:1/docs", "http://127.0.0.1:8004/"):
        assert f'href="{link}"' in html
    assert "Payment sandbox" not in html


@pytest.mark.parametrize(
    "path", ["/", "/manager/", "/manager/sign-in", "/nowhere", "/kds/", "/livez"]
)
def test_every_answer_carries_the_security_headers(site: Site, path: str):
    answer = site.get(path, **{"X-Request-Id": "abcdefgh-1"})
    assert "default-src 'none'; script-src 'self';" in answer.headers[POLICY]
    assert "frame-ancestors 'none'" in answer.headers[POLICY]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Request-Id"] == "abcdefgh-1"


def test_an_unknown_page_is_a_page_with_the_request_id(site: Site):
    answer = site.get("/nowhere", **{"X-Request-Id": "abcdefgh-2"})
    assert answer.status_code == 404
    assert "abcdefgh-2" in answer.text


def test_plotly_is_served_by_us_once_and_for_long(site: Site):
    html = site.get("/manager/").text
    address = next(part for part in html.split('"') if part.endswith("/plotly.min.js"))
    answer = requests.get(
        site.url + address, timeout=20, headers={"Accept-Encoding": "gzip"}, stream=True
    )
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"plotly.js v" in gzip.decompress(answer.raw.read())[:200]
    wrong = site.get("/manager/assets/000000000000/plotly.min.js")
    assert wrong.status_code == 404


def test_the_kitchen_display_says_when_it_is_not_built(site: Site):
    answer = site.get("/kds/")
    assert answer.status_code == 503
    assert "not built yet" in answer.text
    assert site.get("/kds/assets/x.js").status_code == 404


def test_files_outside_the_built_folder_stay_inside(start_site: StartSite):
    running = start_site()
    (running.home / "web" / "dist" / "kds" / "assets").mkdir(parents=True)
    (running.home / "secret").write_text("secret")
    assert running.get("/kds/assets/..%2f..%2f..%2f..%2fsecret").status_code == 404


def test_sigterm_ends_the_process_cleanly(start_site: StartSite):
    assert start_site().program.stop(within=10) == 0
