"""An event that Kafka refuses stops its own aggregate and nobody else's."""

from tests.api.outbox.shop import aggregates, messages
from tests.support.waiting import eventually

TOO_BIG = "x" * 1_100_000


def test_a_refused_event_holds_back_what_follows_it_and_nothing_else(
    shop, outbox_program, kafka_bootstrap
):
    stuck, free = aggregates(2)
    shop.write_one(stuck)
    shop.write_one(stuck, previous_status=TOO_BIG)
    shop.write_one(stuck)
    shop.write_one(free)
    program = outbox_program().start()
    eventually(lambda: shop.published(free) == [1])
    shop.write_one(free)
    shop.write_one(stuck)
    eventually(lambda: shop.published(free) == [1, 2])
    assert shop.published(stuck) == [1]
    arrived = messages(kafka_bootstrap, {row[0] for row in shop.rows()})
    assert {wrapped.sequence for wrapped in arrived if wrapped.subject == str(stuck)} == {1}
    assert program.output().count("MSG_SIZE_TOO_LARGE") == 1


def test_the_lane_goes_on_when_the_event_can_be_sent(shop, outbox_program, kafka_bootstrap):
    (stuck,) = aggregates(1)
    shop.write_one(stuck, previous_status=TOO_BIG)
    shop.write_one(stuck)
    program = outbox_program().start()
    program.wait_for_line("MSG_SIZE_TOO_LARGE")
    shop.execute(
        "UPDATE outbox SET envelope = jsonb_set(envelope, '{data,previous_status}', '\"PLACED\"')"
        " WHERE aggregate_id = %s AND sequence = 1",
        str(stuck),
    )
    eventually(shop.all_published)
    arrived = messages(kafka_bootstrap, {row[0] for row in shop.rows()})
    assert [wrapped.sequence for wrapped in arrived] == [1, 2]
