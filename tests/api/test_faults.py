"""When something of ours breaks: a problem with the request id, a log line, no details given away."""

import logging
import time
from dataclasses import replace

import pytest

from api.app import create_app
from api.database import Database, retrying
from api.migrations import head_revision
from chitrail.topics import CONSUMED_TOPICS
from tests.support.ports import free_port
from tests.support.restaurant import Caller, actor


@pytest.fixture
def cut_off(settings):
    """The API with nothing listening where its database should be."""
    url = f"postgresql+psycopg://postgres@127.0.0.1:{free_port()}/gone"
    return create_app(replace(settings, database_url=url))


def test_a_database_that_is_away_is_said_so(cut_off):
    answer = Caller(cut_off, actor("waiter")).get("/api/orders")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    assert "127.0.0.1" not in answer.text


def test_readiness_and_metrics_without_a_database(cut_off):
    client = cut_off.test_client()
    start = time.monotonic()
    assert client.get("/readyz").status_code == 503
    assert time.monotonic() - start < 3
    assert client.get("/livez").status_code == 200
    assert "chitrail_database_up 0.0" in client.get("/metrics").text


def test_a_database_at_another_revision_is_not_ready(app, database):
    database.execute("UPDATE alembic_version SET version_num = '0000'")
    try:
        answer = app.test_client().get("/readyz")
    finally:
        database.execute("UPDATE alembic_version SET version_num = %s", (head_revision(),))
    assert answer.status_code == 503
    assert "0000" in answer.json["detail"]
    assert app.test_client().get("/readyz").status_code == 200


def test_an_unforeseen_error_is_logged_and_not_shown(app, database, caplog, waiter):
    database.execute("ALTER TABLE tickets RENAME TO hidden_tickets")
    try:
        with caplog.at_level(logging.ERROR):
            answer = waiter.get("/api/tickets")
    finally:
        database.execute("ALTER TABLE hidden_tickets RENAME TO tickets")
    assert (answer.status_code, answer.json["code"]) == (500, "internal-error")
    assert "tickets" not in answer.json["detail"]
    assert answer.json["request_id"] in caplog.text
    assert "hidden_tickets" in caplog.text or "UndefinedTable" in caplog.text


def test_connections_cut_by_the_server_are_replaced_without_an_error(app, database, waiter):
    order = waiter.order("lassi")
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    assert waiter.order("lassi")["number"] == order["number"] + 1
    assert waiter.get(f"/api/orders/{order['id']}").status_code == 200
    assert waiter.post(f"/api/orders/{order['id']}/advance").status_code == 200


def test_a_deadlock_is_tried_again(settings, database):
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from sqlalchemy import text

    engine = Database(settings, application_name="test")
    database.execute("CREATE TABLE pair (id int PRIMARY KEY, n int)")
    database.execute("INSERT INTO pair VALUES (1, 0), (2, 0)")
    meet, tries = Barrier(2, timeout=10), []
    add = text("UPDATE pair SET n = n + 1 WHERE id = :id")

    def crossing(first: int, second: int) -> None:
        def work() -> None:
            tries.append(first)
            with engine.transaction() as connection:
                connection.execute(
                    text("SET LOCAL ROLE NONE")
                )  # the API's role may not set what follows
                connection.execute(text("SET LOCAL lock_timeout = '5s'"))
                connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
                connection.execute(add, {"id": first})
                if len(tries) <= 2:
                    meet.wait()
                connection.execute(add, {"id": second})

        retrying(work)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(crossing, 1, 2), pool.submit(crossing, 2, 1)]:
            done.result()
    engine.dispose()
    assert len(tries) == 3
    assert database.execute("SELECT array_agg(n) FROM pair").fetchone() == ([2, 2],)


def test_metrics_count_requests_by_route(app, waiter):
    order = waiter.order("lassi")
    waiter.get(f"/api/orders/{order['id']}")
    text = app.test_client().get("/metrics").text
    assert 'route="/api/orders/<uuid:order_id>",status="200"' in text
    assert order["id"] not in text
    assert 'chitrail_orders_placed_total{order_type="DINE_IN",outlet="spice-lane"}' in text
    assert "chitrail_outbox_backlog" in text
    for consumer in CONSUMED_TOPICS:
        assert f'chitrail_stream_oldest_seconds{{consumer="{consumer}"}}' in text
    assert "chitrail_database_up 1.0" in text
