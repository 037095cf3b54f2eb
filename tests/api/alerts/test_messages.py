"""Messages go out once each, signed, past quiet hours only when it matters, and nowhere they must not."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.alerts.quiet import end_of_quiet
from api.alerts.sending import PAUSES, send_next
from api.alerts.telling import tell
from api.alerts.webhook import check_target
from api.app import create_app
from api.database import Database
from chitrail.clock import now
from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from chitrail.settings import Settings
from tests.support import restaurant
from tests.support.receivers import receiving_hooks, receiving_mail
from tests.support.restaurant import OUTLET, Caller
from tests.support.settings import environment

PATH = "/api/alerts/subscriptions"
EARLIEST, LATEST = datetime(2026, 1, 1), datetime(2027, 1, 1)  # noqa: DTZ001 - the zone is drawn


@pytest.fixture(scope="module")
def mail():
    with receiving_mail() as (url, messages):
        yield url, messages


@pytest.fixture(scope="module")
def posting(restaurant_url, tmp_path_factory, mail):
    """Settings of a house with a mail server, that may send to this machine."""
    home = tmp_path_factory.mktemp("posting")
    more = {"CHITRAIL_SMTP_URL": mail[0], "CHITRAIL_MAIL_FROM": "Chitrail <rail@example.com>"}
    more["CHITRAIL_WEBHOOK_NETWORKS"] = "127.0.0.1/32"
    return Settings.from_env(environment(restaurant_url, home, **more))


@pytest.fixture(scope="module")
def house(posting):
    database = Database(posting, application_name="tests messages")
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def boss(posting):
    app = create_app(posting)
    yield Caller(app, restaurant.actor("manager"))
    app.extensions["database"].dispose()


@pytest.fixture(autouse=True)
def nobody_listens(database):
    yield
    database.execute("DELETE FROM alert_deliveries")
    database.execute("DELETE FROM alert_subscriptions")
    database.execute("DELETE FROM alerts")


def alert(house, state="RAISED", severity="WARNING", of=None):
    """An alert in the books, told; `of` is one told before."""
    from sqlalchemy import insert, select, update

    from api.alerts.queries import ALERTS

    with house.everywhere().transaction() as connection:
        if of is None:
            row = {
                "id": new_id(),
                "outlet_id": OUTLET,
                "kind": "stock_low",
                "subject": str(new_id()),
                "severity": severity,
                "title": "Butter: 40 g left",
                "details": {"unit": "g"},
                "raised_at": now(),
                "acknowledged_by": "",
                "seq": 1,
            }
            connection.execute(insert(ALERTS).values(row))
            of = row["id"]
        else:
            changed = {"seq": ALERTS.c.seq + 1, "severity": severity}
            changed |= {f"{state.lower()}_at": now()}
            connection.execute(update(ALERTS).where(ALERTS.c.id == of).values(changed))
        tell(connection, connection.execute(select(ALERTS).where(ALERTS.c.id == of)).one(), state)
    return of


def drain(house, posting):
    sent = 0
    while send_next(house, posting):
        sent += 1
    return sent


def subscribed(boss, **body):
    made = boss.post(PATH, body)
    assert made.status_code == 201, made.text
    return made.json


def deliveries(boss, **query):
    given = "&".join(f"{name}={value}" for name, value in query.items())
    return boss.get(f"/api/alerts/deliveries?{given}").json["data"]


def test_a_webhook_is_signed_and_sent_once(boss, house, posting):
    with receiving_hooks() as hooks:
        wish = subscribed(boss, channel="WEBHOOK", target=hooks.url)
        alert(house)
        assert drain(house, posting) == 1
        assert drain(house, posting) == 0
        ((headers, body),) = hooks.taken
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(wish["signing_secret"].removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"].split()[0] == f"v1,{expected}"
    message = json.loads(body)
    assert (message["type"], message["title"]) == ("alert.raised", "Butter: 40 g left")
    (sent,) = deliveries(boss)
    assert (sent["attempts"], sent["due_at"], sent["id"]) == (1, None, headers["webhook-id"])
    assert sent["sent_at"] is not None


def test_an_email_says_what_is_wrong(boss, house, posting, mail):
    subscribed(boss, channel="EMAIL", target="owner@example.com")
    mail[1].clear()
    alert(house)
    assert drain(house, posting) == 1
    (message,) = mail[1]
    assert message["Subject"] == "Raised: Butter: 40 g left"
    assert (message["To"], message["From"]) == ("owner@example.com", "Chitrail <rail@example.com>")
    assert message["Message-ID"] == f"<{deliveries(boss)[0]['id']}@example.com>"


@pytest.mark.parametrize("answer", [500, 404, 302])
def test_what_a_receiver_does_not_take_is_tried_again_and_given_up_in_sight(
    boss, house, posting, database, answer
):
    with receiving_hooks(answer) as hooks:
        subscribed(boss, channel="WEBHOOK", target=hooks.url)
        alert(house)
        for attempt in range(1, len(PAUSES) + 2):
            assert drain(house, posting) == 1
            (row,) = deliveries(boss)
            assert (row["attempts"], row["last_error"]) == (attempt, f"it answered {answer}")
            database.execute("UPDATE alert_deliveries SET due_at = now() WHERE due_at IS NOT NULL")
        assert len(hooks.taken) == len(PAUSES) + 1
    assert row["failed_at"] is not None
    assert deliveries(boss, failed="true") == [row]
    assert drain(house, posting) == 0


def test_a_dead_receiver_and_a_dead_mail_server_are_waited_for(boss, house, posting, database):
    with receiving_hooks() as hooks:
        url = hooks.url
    subscribed(boss, channel="WEBHOOK", target=url)
    alert(house)
    drain(house, posting)
    (row,) = deliveries(boss)
    assert (row["sent_at"], row["failed_at"]) == (None, None)
    assert row["last_error"]


def test_people_hear_what_they_asked_for(boss, house, posting):
    with receiving_hooks() as hooks:
        subscribed(boss, channel="WEBHOOK", target=hooks.url, kinds=["tickets_slow"])
        subscribed(boss, channel="WEBHOOK", target=hooks.url, least_severity="CRITICAL")
        above = subscribed(boss, channel="WEBHOOK", target=hooks.url, escalated_only=True)
        first = alert(house)
        assert drain(house, posting) == 0
        alert(house, "ESCALATED", "CRITICAL", first)
        assert drain(house, posting) == 2
        alert(house, "RESOLVED", "CRITICAL", first)
        assert drain(house, posting) == 2
        ended = boss.post(f"{PATH}/{above['id']}/end")
        assert ended.status_code == 200
        alert(house, severity="CRITICAL")
        assert drain(house, posting) == 1
        kinds = [json.loads(body)["type"] for _, body in hooks.taken]
    assert sorted(kinds) == sorted(["alert.escalated", "alert.resolved"] * 2 + ["alert.raised"])


def test_quiet_hours_hold_back_what_can_wait(boss, house, posting):
    local = now() + timedelta(hours=5, minutes=30)
    begin, end = (f"{local + timedelta(hours=h):%H:%M}" for h in (-1, 1))
    with receiving_hooks() as hooks:
        subscribed(boss, channel="WEBHOOK", target=hooks.url, quiet_from=begin, quiet_to=end)
        waits = alert(house)
        assert drain(house, posting) == 0
        (held,) = deliveries(boss)
        until = datetime.fromisoformat(held["due_at"]) - now()
        assert timedelta(minutes=58) < until <= timedelta(minutes=60)
        alert(house, severity="CRITICAL")
        assert drain(house, posting) == 1
        alert(house, "RESOLVED", of=waits)
        assert drain(house, posting) == 0
        assert len(hooks.taken) == 1
    (over,) = deliveries(boss, alert_id=waits)
    assert over["last_error"] == "it was over before"


def test_a_subscription_can_be_tried(boss, house, posting):
    with receiving_hooks() as hooks:
        wish = subscribed(boss, channel="WEBHOOK", target=hooks.url)
        assert boss.post(f"{PATH}/{wish['id']}/test").json["state"] == "TEST"
        assert drain(house, posting) == 1
        assert json.loads(hooks.taken[0][1])["type"] == "alert.test"


def test_a_person_has_their_own_subscriptions(boss, calling, database):
    mine = subscribed(boss, channel="EMAIL", target="owner@example.com")
    other = calling("admin")
    assert other.get(PATH).json == {"data": []}
    assert other.post(f"{PATH}/{mine['id']}/end").status_code == 404
    assert boss.get(PATH).json["data"] == [mine]
    assert mine["signing_secret"] is None


def test_without_a_mail_server_nobody_is_promised_mail(manager):
    refused = manager.post(PATH, {"channel": "EMAIL", "target": "owner@example.com"})
    assert (refused.status_code, refused.json["code"]) == (409, "no-mail")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"channel": "EMAIL", "target": "owner"}, "target"),
        ({"channel": "EMAIL", "target": "a@b,c@d"}, "target"),
        ({"channel": "EMAIL", "target": "a@b\r\nBcc: c@d"}, "target"),
        ({"channel": "PIGEON", "target": "owner@example.com"}, "channel"),
        ({"channel": "WEBHOOK", "target": "https://user:pw@example.com/"}, "target"),
        ({"channel": "EMAIL", "target": "a@b", "kinds": ["x"]}, "kinds/0"),
        ({"channel": "EMAIL", "target": "a@b", "quiet_from": "22:00"}, "quiet_to"),
        (
            {"channel": "EMAIL", "target": "a@b", "quiet_from": "25:00", "quiet_to": "07:00"},
            "quiet_from",
        ),
    ],
)
def test_a_subscription_that_makes_no_sense(boss, body, field):
    refused = boss.post(PATH, body)
    assert refused.status_code == 422, refused.text
    assert refused.json["errors"][0]["field"] == field


FORBIDDEN = [
    "http://example.com/",
    "https://127.0.0.1/",
    "https://localhost.localdomain:99999/",
    "https://10.0.0.7/",
    "https://172.16.3.4/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://224.0.0.1/",
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_x",
    "https://",
    "//example.com/",
    "https://[::",
]


@pytest.mark.parametrize("url", FORBIDDEN)
def test_a_webhook_leads_nowhere_private(settings, url):
    with pytest.raises(InvalidInput):
        check_target(settings, url)


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_a_name_of_this_machine_is_found_out_when_it_is_sent_to(
    manager, house, settings, database, host
):
    """The names resolve to the loopback interface, which this house does not allow."""
    with receiving_hooks() as hooks:
        port = hooks.url.rpartition(":")[2]
        wish = manager.post(PATH, {"channel": "WEBHOOK", "target": f"https://{host}:{port}"})
        if wish.status_code == 422:
            assert wish.json["errors"][0]["field"] == "target"
            return
        manager.post(f"{PATH}/{wish.json['id']}/test")
        assert drain(house, settings) == 1
        assert hooks.taken == []
    (error,) = database.execute("SELECT last_error FROM alert_deliveries").fetchone()
    assert "must be reached by https at a public address" in error


@given(
    at=st.datetimes(timezones=st.just(UTC), min_value=EARLIEST, max_value=LATEST),
    quiet_from=st.times(),
    quiet_to=st.times(),
)
def test_the_end_of_quiet_is_the_first_moment_that_is_not_quiet(at, quiet_from, quiet_to):
    end = end_of_quiet(at, "Asia/Kolkata", quiet_from, quiet_to)
    assert timedelta(0) <= end - at <= timedelta(days=1)
    if end != at:
        local = (end + timedelta(hours=5, minutes=30)).time()
        assert local == quiet_to
        if quiet_from != quiet_to:
            assert end_of_quiet(end, "Asia/Kolkata", quiet_from, quiet_to) == end


def test_no_quiet_hours_are_no_quiet_hours():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert end_of_quiet(at, "Asia/Kolkata", None, None) == at
    assert end_of_quiet(at, "Asia/Kolkata", time(6), time(7)) == at
