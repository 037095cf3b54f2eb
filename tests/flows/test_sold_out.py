"""The sale of the last portion takes a dish off every till, a receipt brings it back; each is told once."""

import pytest

from benchmarks.sold_out import SoldOut

pytestmark = pytest.mark.stack


@pytest.fixture
def kitchen(stack):
    made = SoldOut(stack.settings)
    yield made
    made.close()


def test_tills_hear_of_the_last_portion_and_of_the_receipt(kitchen, stack):
    for _ in range(2):
        kitchen.sell_the_last()
        assert kitchen.is_refused()
        kitchen.receive()
    told = [(one["revision"], one["available"]) for one in kitchen.till.heard]
    first = told[0][0]
    assert told == [
        (first + n, available) for n, available in enumerate((True, *[False, True] * 2))
    ]
    rows = stack.query(
        "SELECT audience, count(*) FROM notifications WHERE kind = 'availability'"
        " AND body ->> 'item_id' = %s AND (body ->> 'revision')::int >= %s GROUP BY 1",
        [kitchen.item["id"], first],
    )
    stations = stack.query(
        "SELECT code FROM stations WHERE retired_at IS NULL AND outlet_id = %s", ["blr-indiranagar"]
    )
    heard = {f"kds/blr-indiranagar/{code}" for (code,) in stations}
    assert dict(rows) == dict.fromkeys(
        heard | {"floor/blr-indiranagar", "manager/blr-indiranagar"}, 5
    )
