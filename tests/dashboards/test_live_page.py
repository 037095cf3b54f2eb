"""The page of now: what the API says, by itself again every few seconds; and what it says without the API."""

import psycopg
import requests

from tests.dashboards.conftest import Site
from tests.dashboards.house import House
from tests.support import restaurant


def test_the_page_shows_dishes_and_stations(kds: House):
    url = kds.database_url.replace("+psycopg", "", 1)
    with psycopg.connect(url, autocommit=True) as sql:
        for kind, subject, numbers in (
            ("SOLD", str(restaurant.item_id("dal-makhani")), [3, 4]),
            ("TICKETS", "curry", [245, 245]),
        ):
            sql.execute(
                "INSERT INTO live_figures (kind, outlet_id, subject, minute, partition, numbers)"
                " VALUES (%s, %s, %s, now(), 0, %s)",
                (kind, restaurant.OUTLET, subject, numbers),
            )
    token = restaurant.bearer(restaurant.actor("manager")).removeprefix("Bearer ")
    page = requests.get(
        kds.display.replace("/kds/", "/manager/live"),
        cookies={"chitrail_session": token},
        timeout=20,
    )
    assert page.status_code == 200, page.text
    assert '<meta http-equiv="refresh" content="5">' in page.text
    assert "Dal Makhani" in page.text
    assert "4:05" in page.text


def test_without_the_api_it_says_so(site: Site):
    page = site.get("/manager/live")
    assert page.status_code == 503
    assert 'role="alert"' in page.text
