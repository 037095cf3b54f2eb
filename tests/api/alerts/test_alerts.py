"""Alerts are raised once, escalated, resolved by themselves; rules decide, people answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from psycopg.types.json import Jsonb

from api.alerts.kinds import KINDS
from api.alerts.watching import Watch, look
from api.database import Database
from chitrail import envelope
from chitrail.clock import now
from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET, OUTLET, ingredient_id


@pytest.fixture(scope="module")
def house(settings):
    database = Database(settings, application_name="tests janitor")
    yield database
    database.dispose()


@pytest.fixture
def watch(house):
    """Look for everything at once, as a janitor that has just started does."""

    def once():
        Watch(house).step()

    return once


@pytest.fixture(autouse=True)
def nothing_wrong(database):
    """Each test begins and ends with nothing wrong."""
    clean(database)
    yield
    clean(database)


def clean(database):
    database.execute("DELETE FROM alert_deliveries")
    database.execute("DELETE FROM alert_subscriptions")
    database.execute("DELETE FROM alerts")
    database.execute("DELETE FROM alert_rules")
    database.execute("DELETE FROM dead_letters")
    database.execute("DELETE FROM stock_levels")
    database.execute("UPDATE tickets SET status = 'READY' WHERE status IN ('NEW', 'PREPARING')")


def dead_letter(database, key):
    database.execute(
        "INSERT INTO dead_letters (consumer, topic, partition, kafka_offset, key, error)"
        " VALUES ('inventory', 'order.completed', 0, (SELECT count(*) FROM dead_letters), %s, 'odd')",
        (key,),
    )


def level(database, on_hand, is_low, outlet=OUTLET):
    database.execute(
        "INSERT INTO stock_levels (ingredient_id, outlet_id, on_hand, is_low) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (ingredient_id) DO UPDATE SET on_hand = excluded.on_hand, is_low = excluded.is_low",
        (ingredient_id("butter", outlet), outlet, on_hand, is_low),
    )


def listed(caller, **query):
    given = "&".join(f"{name}={value}" for name, value in query.items())
    return caller.get(f"/api/alerts?{given}").json["data"]


def told(database):
    """State and title of every event about an alert, in order."""
    rows = database.execute(
        "SELECT envelope::text FROM outbox WHERE topic = 'alert.changed' ORDER BY id"
    ).fetchall()
    events = [envelope.decode(text.encode())[1] for (text,) in rows]
    events = [event for event in events if event.kind != "consumption_unusual"]
    return [(event.state, event.title) for event in events]


def test_low_stock_is_raised_once_and_resolved_when_there_is_enough(manager, database, watch):
    before = len(told(database))
    level(database, 90, True)
    watch()
    watch()
    (alert,) = listed(manager, open="true", kind="stock_low")
    assert (alert["kind"], alert["severity"]) == ("stock_low", "WARNING")
    assert alert["title"] == "Butter: 90 g left"
    assert alert["details"]["reorder_level"] == "100.000"
    level(database, 40, True)
    watch()
    assert listed(manager, open="true", kind="stock_low")[0]["title"] == "Butter: 40 g left"
    level(database, 500, False)
    watch()
    assert listed(manager, open="true", kind="stock_low") == []
    assert listed(manager, open="false")[0]["resolved_at"] is not None
    assert told(database)[before:] == [
        ("RAISED", "Butter: 90 g left"),
        ("RESOLVED", "Butter: 40 g left"),
    ]


def test_eight_janitors_raise_one_alert(manager, database, house):
    level(database, 1, True)

    def one(_):
        with house.everywhere().transaction() as connection:
            look(connection, KINDS["stock_low"])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(24)))
    assert len(listed(manager, kind="stock_low")) == 1


def test_other_outlets_alerts_are_theirs(manager, calling, database, watch):
    level(database, 1, True, OTHER_OUTLET)
    watch()
    assert listed(manager, kind="stock_low") == []
    (theirs,) = listed(calling("manager", OTHER_OUTLET))
    refused = manager.post(f"/api/alerts/{theirs['id']}/acknowledge")
    assert refused.status_code == 404


def test_a_ticket_that_waits_is_escalated_unless_somebody_answers(waiter, manager, database, watch):
    slow, slower = waiter.order("dal-makhani"), waiter.order("lassi")
    for order in (slow, slower):
        database.execute(
            "UPDATE tickets SET fired_at = now() - interval '26 minutes' WHERE order_id = %s",
            (order["id"],),
        )
    watch()
    alerts = {alert["details"]["number"]: alert for alert in listed(waiter, kind="tickets_slow")}
    assert set(alerts) == {slow["number"], slower["number"]}
    taken = waiter.post(f"/api/alerts/{alerts[slow['number']]['id']}/acknowledge")
    assert taken.json["acknowledged_by"] == "Waiter"
    assert waiter.post(f"/api/alerts/{alerts[slow['number']]['id']}/acknowledge").json == taken.json
    database.execute("UPDATE alerts SET raised_at = raised_at - interval '11 minutes'")
    watch()
    watch()
    after = {alert["details"]["number"]: alert for alert in listed(manager, kind="tickets_slow")}
    assert after[slow["number"]]["escalated_at"] is None
    assert after[slower["number"]]["escalated_at"] is not None
    assert after[slower["number"]]["severity"] == "CRITICAL"
    assert [state for state, _ in told(database)][-2:] == ["ACKNOWLEDGED", "ESCALATED"]


def test_payments_that_fail_too_often(waiter, manager, database, watch):
    order = waiter.order()
    database.execute("ALTER TABLE payments DISABLE TRIGGER USER")
    tries = [("FAILED", 2), ("COMPLETED", 4)]
    for status, count in tries:
        for _ in range(count):
            payment(database, order, status)
    watch()
    assert listed(manager, kind="payments_failing", open="true")[0]["severity"] == "CRITICAL"
    payment(database, order, "COMPLETED")
    watch()
    assert listed(manager, kind="payments_failing", open="true") == []
    database.execute("DELETE FROM payments WHERE order_id = %s", (order["id"],))
    database.execute("ALTER TABLE payments ENABLE TRIGGER USER")


def payment(database, order, status):
    database.execute(
        "INSERT INTO payments (id, order_id, outlet_id, business_date, amount_paise, payment_method,"
        " status, created_at) VALUES (%s, %s, %s, '2026-04-01', 100, 'RAZORPAY', %s, %s)",
        (new_id(), order["id"], OUTLET, status, now()),
    )


@pytest.mark.parametrize(
    ("key", "here", "there"),
    [
        (f"{OUTLET}/x".encode(), 1, 0),
        (f"{OTHER_OUTLET}/x".encode(), 0, 1),
        (b"\xff\x00odd", 1, 1),
        (None, 1, 1),
    ],
)
def test_dead_letters_concern_their_outlet_or_all(
    manager, calling, database, watch, key, here, there
):
    dead_letter(database, key)
    watch()
    assert len(listed(manager, kind="dead_letters")) == here
    assert len(listed(calling("manager", OTHER_OUTLET), kind="dead_letters")) == there
    database.execute("UPDATE dead_letters SET replayed_at = now()")
    watch()
    assert listed(manager, kind="dead_letters", open="true") == []


def test_lots_near_their_date_until_they_are_used(manager, database, watch):
    (today,) = database.execute(
        "SELECT (now() AT TIME ZONE zone - cutover_hour * interval '1 hour')::date FROM outlets"
        " WHERE id = %s",
        (OUTLET,),
    ).fetchone()
    for days in (-1, 2, 3, None):
        database.execute(
            "INSERT INTO stock_lots (id, outlet_id, ingredient_id, code, expires_on, received_at,"
            " unit_cost_paise, received, remaining) VALUES (%s, %s, %s, %s, %s, now(), 1, 100, 40)",
            (
                *(new_id(), OUTLET, ingredient_id("cream"), f"B{days}"),
                None if days is None else today + timedelta(days=days),
            ),
        )
    watch()
    titles = [a["title"] for a in listed(manager, kind="stock_expiring", open="true")]
    assert sorted(titles) == [
        "Cream, lot B-1: 40 ml past its date",
        f"Cream, lot B2: 40 ml to use by {today + timedelta(days=2)}",
    ]
    database.execute("UPDATE stock_lots SET remaining = 0")
    watch()
    assert listed(manager, kind="stock_expiring", open="true") == []
    database.execute("DELETE FROM stock_lots")


@pytest.mark.parametrize(("code", "today", "raised"), [("cream", 1400, 0), ("butter", 1600, 1)])
def test_an_ingredient_that_goes_faster_than_usual(manager, database, watch, code, today, raised):
    cutover, zone = database.execute(
        "SELECT cutover_hour, zone FROM outlets WHERE id = %s", (OUTLET,)
    ).fetchone()
    for weeks, quantity in ((0, today), (1, 1100), (2, 900), (3, 1000)):
        database.execute(
            "INSERT INTO stock_movements (event_id, ingredient_id, outlet_id, kind, quantity,"
            " business_date, occurred_at) SELECT %s, %s, %s, 'SALE', %s,"
            " (at AT TIME ZONE %s - %s * interval '1 hour')::date, at FROM (SELECT %s::timestamptz AS at)",
            (
                *(new_id(), ingredient_id(code), OUTLET, -Decimal(quantity), zone, cutover),
                now() - timedelta(weeks=weeks, seconds=5),
            ),
        )
    watch()
    found = [alert for alert in listed(manager) if alert["subject"] == str(ingredient_id(code))]
    assert len(found) == raised
    if raised:
        assert found[0]["details"]["usual"] == "1000.000"
        assert found[0]["title"] == "Butter: 1600 g used so far, usually 1000"


def test_a_rule_is_what_the_outlet_says(waiter, manager, database, watch):
    rules = {rule["kind"]: rule for rule in manager.get("/api/alerts/rules").json["data"]}
    assert set(rules) == set(KINDS)
    assert rules["tickets_slow"]["parameters"] == {"minutes": 25}
    path = "/api/alerts/rules/tickets_slow"
    body = {"severity": "INFO", "parameters": {"minutes": 5}}
    saved = manager.post(path, body, If_Match='"0"')
    assert (saved.status_code, saved.json["version"]) == (200, 1)
    assert manager.post(path, body, If_Match='"0"').status_code == 412
    assert waiter.post(path, body).status_code == 403
    order = waiter.order()
    database.execute(
        "UPDATE tickets SET fired_at = now() - interval '6 minutes' WHERE order_id = %s",
        (order["id"],),
    )
    watch()
    assert [alert["severity"] for alert in listed(manager, kind="tickets_slow")] == ["INFO"]
    assert manager.post(path, {**body, "is_active": False}).status_code == 200
    watch()
    assert listed(manager, kind="tickets_slow", open="true") == []


@pytest.mark.parametrize(
    ("kind", "body", "status", "field"),
    [
        ("nothing", {"severity": "INFO"}, 404, None),
        ("stock_low", {"severity": "LOUD"}, 422, "severity"),
        ("stock_low", {"severity": "INFO", "parameters": {"x": 1}}, 422, "parameters/x"),
        (
            "tickets_slow",
            {"severity": "INFO", "parameters": {"minutes": 0}},
            422,
            "parameters",
        ),
        (
            "stock_low",
            {"severity": "INFO", "escalate_after_minutes": 0},
            422,
            "escalate_after_minutes",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_changes_nothing(manager, database, kind, body, status, field):
    refused = manager.post(f"/api/alerts/rules/{kind}", body)
    assert refused.status_code == status, refused.text
    if field:
        assert refused.json["errors"][0]["field"] == field
    assert database.execute("SELECT count(*) FROM alert_rules").fetchone() == (0,)


def test_details_are_json_that_a_screen_can_show(manager, database):
    database.execute(
        "INSERT INTO alerts (id, outlet_id, kind, subject, severity, title, details, raised_at)"
        " VALUES (%s, %s, 'stock_low', 'x', 'INFO', 'x', %s, now())",
        (new_id(), OUTLET, Jsonb({"a": [1, {"b": None}]})),
    )
    assert listed(manager, kind="stock_low")[0]["details"] == {"a": [1, {"b": None}]}
