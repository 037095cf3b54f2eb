"""What managers see of now: the stream's minutes summed, and what waits on the rail."""

import pytest

from tests.support.restaurant import OTHER_OUTLET, OUTLET, item_id

PATH = "/api/live"


@pytest.fixture
def minute(database):
    """minute(kind, subject, age in minutes, numbers): what the stream said of a minute."""

    def write(kind, subject, age, numbers, partition=0, outlet=OUTLET):
        database.execute(
            "INSERT INTO live_figures (kind, outlet_id, subject, minute, partition, numbers)"
            " VALUES (%s, %s, %s, now() - %s * interval '1 minute', %s, %s)",
            (kind, outlet, str(subject), age, partition, numbers),
        )

    return write


def test_minutes_of_every_partition_add_up(manager, waiter, calling, minute):
    empty = manager.get(PATH).json
    assert (empty["counted_at"], empty["items"]) == (None, [])
    dal, naan = item_id("dal-makhani"), item_id("butter-naan")
    minute("SOLD", dal, 2, [1, 2])
    minute("SOLD", dal, 2, [4], partition=1)
    minute("SOLD", dal, 40, [10])
    minute("SOLD", dal, 61, [100])
    minute("SOLD", naan, 5, [30])
    minute("TICKETS", "curry", 3, list(range(60, 660, 60)))
    minute("TICKETS", "curry", 200, [9999])
    waiter.order("dal-makhani")
    live = manager.get(PATH).json
    assert [
        (one["item_code"], one["last_15_minutes"], one["last_60_minutes"]) for one in live["items"]
    ] == [("butter-naan", 30, 30), ("dal-makhani", 7, 17)]
    curry = next(one for one in live["stations"] if one["station"] == "curry")
    assert (curry["ready_tickets"], curry["half_within"], curry["most_within"]) == (10, 300, 540)
    assert (curry["open_tickets"], curry["oldest_fired_at"] is not None) == (1, True)
    cold = next(one for one in live["stations"] if one["station"] == "cold")
    assert (cold["ready_tickets"], cold["half_within"], cold["open_tickets"]) == (0, None, 0)
    assert calling("manager", OTHER_OUTLET).get(PATH).json["items"] == []


def test_the_programs_role_writes_no_figures(database):
    with database.transaction(force_rollback=True):
        database.execute("SET LOCAL ROLE chitrail_app")
        with pytest.raises(Exception, match="permission denied"):
            database.execute("DELETE FROM live_figures")
