"""The menu that is kept ready: never older than the last change, on any process, with and without Redis."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from api.app import create_app
from api.menu.caching import KeptMenu, MenuCache, menu_cache
from chitrail.clock import now
from tests.support.redis import RedisServer
from tests.support.restaurant import OUTLET, item_id
from tests.support.waiting import eventually

KEPT = KeptMenu("7@1", datetime(2090, 1, 1, tzinfo=UTC), '"etag"', b"{}")


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def processes(settings, redis):
    """Two APIs that share a Redis, and one that has none; each with a cache of its own."""
    made = []
    for url, pool in ((redis.url, 2), (redis.url, 3), ("", 4)):
        made.append(dataclasses.replace(settings, redis_url=url, api_threads=pool))
    apps = [create_app(one) for one in made]
    yield list(zip(apps, map(menu_cache, made), strict=True))
    for app in apps:
        app.extensions["database"].dispose()


def read(app, etag=""):
    headers = {"If-None-Match": etag} if etag else {}
    answer = app.test_client().get(f"/api/menu?outlet_id={OUTLET}", headers=headers)
    assert answer.status_code in (200, 304), answer.text
    return answer


def prices(app):
    menu = read(app).json
    return {i["code"]: i["price"] for category in menu["categories"] for i in category["items"]}


def test_a_change_is_seen_by_every_process_at_once(processes, manager, database):
    path = f"/api/menu/items/{item_id('lassi')}"
    for price in ("91.00", "92.00", "90.00"):
        before = [read(app).headers["ETag"] for app, _ in processes]
        assert len(set(before)) == 1
        assert [read(app, before[0]).status_code for app, _ in processes] == [304] * 3
        manager.patch(path, {"price": price})
        assert [prices(app)["lassi"] for app, _ in processes] == [price] * 3
        assert [read(app, before[0]).status_code for app, _ in processes] == [200] * 3
    database.execute("UPDATE modifier_groups SET name = name || '!'")
    database.execute("UPDATE menu_items SET price_paise = 9300 WHERE code = 'lassi'")
    assert [prices(app)["lassi"] for app, _ in processes] == ["93.00"] * 3


def test_what_one_process_read_the_other_finds_in_redis(processes, database):
    (first, _), (_, second_cache), (_, own_cache) = processes
    body = read(first).data
    number = database.execute(
        "SELECT version || '@' || extract(epoch FROM changed_at) FROM menu_heads WHERE outlet_id = %s",
        (OUTLET,),
    ).fetchone()[0]
    found = second_cache.find(OUTLET, number, now())
    assert found is not None
    assert found.body == body
    assert second_cache.find(OUTLET, f"{number}1", now()) is None
    assert second_cache.find(OUTLET, number, found.good_until) is None
    assert own_cache.find("no-such-outlet", number, now()) is None


def test_redis_that_is_away_or_keeps_rubbish_costs_nobody_the_menu(processes, redis, manager):
    from redis import Redis

    (first, _), (second, _), _ = processes
    whole = read(first).data
    with Redis.from_url(redis.url) as client:
        (key,) = [key for key in client.keys("chitrail:menu:*") if key.endswith(OUTLET.encode())]
        for rubbish in (b"", b"\xc1", b"rubbish", whole):
            client.set(key, rubbish)
            assert read(second).data == whole
    redis.stop()
    try:
        assert [read(app).data for app, _ in processes] == [whole] * 3
        manager.patch(f"/api/menu/items/{item_id('soda')}", {"price": "34.00"})
        assert [prices(app)["soda"] for app, _ in processes] == ["34.00"] * 3
    finally:
        redis.start()
    with Redis.from_url(redis.url) as client:
        # A silent Redis is left alone a while; then it is asked again, by both.
        for app in (first, second):
            eventually(lambda app=app: prices(app)["soda"] == "34.00" and client.getdel(key))


def test_a_process_keeps_the_menus_asked_for_last():
    cache = MenuCache("test:", None)
    for number in range(300):
        cache.keep(f"outlet-{number}", KEPT)
    assert cache.find("outlet-0", KEPT.number, now()) is None
    assert cache.find("outlet-299", KEPT.number, now()) == KEPT


def test_a_menu_that_changes_by_itself_is_kept_no_longer(settings, app, cook, database):
    until = now() + timedelta(minutes=5)
    cook.post(f"/api/menu/items/{item_id('soda')}/snooze", {"until": until.isoformat()})
    read(app)
    number = database.execute(
        "SELECT version || '@' || extract(epoch FROM changed_at) FROM menu_heads WHERE outlet_id = %s",
        (OUTLET,),
    ).fetchone()[0]
    kept = menu_cache(settings).find(OUTLET, number, now())
    assert kept is not None
    assert kept.good_until == until
    cook.post(f"/api/menu/items/{item_id('soda')}/unsnooze")
