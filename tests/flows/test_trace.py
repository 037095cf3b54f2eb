"""One trace: from a request through outbox, Kafka and worker to the notification on the screen."""

import json

import pytest
from confluent_kafka import Consumer, TopicPartition

from chitrail.demo import staff
from tests.support.waiting import eventually

pytestmark = pytest.mark.stack

TRACE = "a7ace0fc4171a1179d5a1c10de5eed01"
EVENTS = """
SELECT topic, envelope->>'traceparent', kafka_partition, kafka_offset FROM outbox
WHERE envelope->>'traceparent' LIKE %s AND published_at IS NOT NULL
"""


def test_one_trace_from_the_request_to_the_notification(stack):
    till = stack.sign_in(staff.WAITERS[0])
    till.session.headers["traceparent"] = f"00-{TRACE}-00f067aa0ba902b7-01"
    menu = till.get("/api/menu", outlet_id=staff.OUTLET)
    dish = next(i for c in menu["categories"] for i in c["items"] if i["available"])
    lines = [{"item_code": dish["code"], "quantity": 1}]
    order = till.post("/api/orders", {"order_type": "TAKEAWAY", "lines": lines})
    for status in ("PREPARING", "READY"):
        till.post(f"/api/orders/{order['id']}/advance", {"to": status})
    till.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    till.post(f"/api/orders/{order['id']}/complete")

    wanted = {"order.placed", "order.completed", "notification.created"}
    published = eventually(lambda: found(stack, wanted))
    for topic, parent, partition, offset in published:
        assert headers_of(stack, topic, partition, offset)["traceparent"] == parent.encode()
    for worker, topic in (("inventory", "order.completed"), ("notifications", "order.placed")):
        log = stack.home / "logs" / f"{worker}.log"
        eventually(lambda log=log, topic=topic: says(log, topic))
    access = [json.loads(line) for line in lines_of(stack.home / "logs" / "api.log")]
    assert "/api/orders" in {line["route"] for line in access}


def found(stack, wanted):
    rows = stack.query(EVENTS, [f"00-{TRACE}-%"])
    return rows if wanted <= {topic for topic, *_ in rows} else None


def says(log, topic):
    return any(f"[{TRACE}]: {topic}/" in line for line in log.read_text().splitlines())


def lines_of(log):
    return [line for line in log.read_text().splitlines() if f'"trace_id":"{TRACE}"' in line]


def headers_of(stack, topic, partition, offset):
    servers = stack.settings.kafka_bootstrap_servers
    reader = Consumer({"bootstrap.servers": servers, "group.id": "trace-test"})
    try:
        reader.assign([TopicPartition(topic, partition, offset)])
        message = reader.poll(20)
        assert message is not None
        return dict(message.headers())
    finally:
        reader.close()
