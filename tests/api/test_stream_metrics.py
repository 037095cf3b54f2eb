"""What a stream has not done yet is a number on /metrics, by consumer."""


def gauges(app):
    text = app.test_client().get("/metrics").get_data(as_text=True)
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
        for line in text.splitlines()
        if line.startswith(("chitrail_stream", "chitrail_dead"))
    }


def of(name, consumer):
    return f'{name}{{consumer="{consumer}"}}'


def test_events_count_until_their_effect_and_dead_letters_until_replayed(app, waiter, database):
    order = waiter.order("dal-makhani")
    behind, oldest = of("chitrail_stream_behind", "notifications"), "chitrail_stream_oldest_seconds"
    before = gauges(app)
    database.execute(
        "UPDATE outbox SET published_at = now(), kafka_partition = 0, kafka_offset = 0,"
        " created_at = now() - interval '90 seconds' WHERE aggregate_id = %s AND topic = 'order.placed'",
        (order["id"],),
    )
    database.execute(
        "INSERT INTO dead_letters (consumer, topic, partition, kafka_offset, error)"
        " VALUES ('inventory', 'order.completed', 0, 77, 'odd')"
    )
    found = gauges(app)
    assert found[behind] == before[behind] + 1
    assert 90 <= found[of(oldest, "notifications")] < 1000
    assert found[of("chitrail_stream_behind", "inventory")] == 0
    assert found[of("chitrail_dead_letters", "inventory")] == 1
    database.execute(
        "INSERT INTO inbox (consumer, event_id, topic) SELECT 'notifications', event_id, topic"
        " FROM outbox WHERE aggregate_id = %s AND topic = 'order.placed'",
        (order["id"],),
    )
    database.execute("UPDATE dead_letters SET replayed_at = now()")
    after = gauges(app)
    assert after[behind] == before[behind]
    assert after[of("chitrail_dead_letters", "inventory")] == 0
